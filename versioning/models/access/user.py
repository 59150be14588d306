"""Users: people, and the service accounts of tokens."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import Q
from uuid6 import uuid7

from versioning.models.access.role import Role


class CheckedUserManager(UserManager["User"]):
    """Check the password of `createsuperuser`, which asks for none with --noinput and lets people skip the check."""

    # Migrations need no manager of ours.
    use_in_migrations = False

    def active_people(self) -> models.QuerySet["User"]:
        """Return the people who can get notices: no service accounts, and nobody who was deactivated."""
        return self.filter(is_active=True, is_service=False)

    def administrators(self) -> models.QuerySet["User"]:
        return self.active_people().filter(is_superuser=True)

    def responsible_for(self, project: UUID | None) -> models.QuerySet["User"]:
        """Return those to tell of what fails in a project: its managers or, if it has none, the administrators."""
        managers = self.active_people().filter(memberships__project=project, memberships__role=Role.MANAGER)
        return managers if managers.exists() else self.administrators()

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        if password is not None:
            validate_password(password, self.model(username=username, email=email or ""))
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    """A user. Authors of imported history and service accounts are users who cannot sign in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_service = models.BooleanField(default=False, editable=False)
    # The address that the person asked for and has not confirmed yet. `email` is the one that mail goes to.
    pending_email = models.EmailField(default="", blank=True, editable=False)
    email_confirmed_at = models.DateTimeField(null=True, editable=False)
    # When a letter with a link to set a new password was last sent, or about to be sent.
    password_link_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[CheckedUserManager] = CheckedUserManager()

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


def has_accounts() -> bool:
    """Return whether anyone has or had an account. Authors of imported history do not count.

    Deactivated accounts count, because a server without its last administrator is not a new server.
    """
    could_sign_in = Q(is_active=True) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(could_sign_in, is_service=False).exists()
