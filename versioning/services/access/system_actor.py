"""The actor of commands and of cleaning up, when no person asks for it."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, User

SYSTEM = "system"


def system_actor() -> Actor:
    """Return an actor for the service account `system`, which is created on first use.

    Nobody can sign in as it. Raises AlreadyExists if a person has that username.
    """
    try:
        user, _ = User.objects.get_or_create(
            username=SYSTEM,
            is_service=True,
            defaults={
                "first_name": "Stemma",
                # Inactive and without a password, so that nobody can sign in.
                "is_active": False,
                "is_superuser": True,
                "password": make_password(None),
            },
        )
    except IntegrityError as error:
        raise AlreadyExists(
            f"The username {SYSTEM} is reserved, but a person has it. Rename that account first.", field="username"
        ) from error
    return Actor(user=user)
