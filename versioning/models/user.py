"""People, and the service accounts that tokens act for."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from uuid6 import uuid7


class User(AbstractUser):
    """Somebody who acts. Authors of imported history and service accounts are users who cannot sign in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_service = models.BooleanField(default=False, editable=False)

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
