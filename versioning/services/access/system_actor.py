"""Who acts when the machine does: commands and clean-up, where no person is asking."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, User

SYSTEM = "system"


def system_actor() -> Actor:
    """Acts for the service account `system`, made on first use; nobody can sign in as it.

    Raises AlreadyExists where a person's account has that name.
    """
    try:
        user, _ = User.objects.get_or_create(
            username=SYSTEM,
            is_service=True,
            defaults={
                "first_name": "Stemma",
                "is_active": False,
                "is_superuser": True,
                "password": make_password(None),
            },
        )
    except IntegrityError as error:
        raise AlreadyExists(
            f"A person's account is called {SYSTEM}, the name of Stemma's own. Rename it first.", field="username"
        ) from error
    return Actor(user=user)
