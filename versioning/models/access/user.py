"""People, and the service accounts that tokens act for."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from uuid6 import uuid7


class User(AbstractUser):
    """Somebody who acts. Authors of imported history and service accounts are users who cannot sign in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_service = models.BooleanField(default=False, editable=False)

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


def has_accounts() -> bool:
    """Whether anybody has, or ever had, an account here; authors of imported history have none.

    A deactivated account counts: a server whose last administrator has left is not a new one.
    """
    could_sign_in = Q(is_active=True) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(could_sign_in, is_service=False).exists()
