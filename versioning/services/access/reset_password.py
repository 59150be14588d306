"""Give another person a new password."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, User
from versioning.policies import authorize_organization
from versioning.services.access.record_account_change import PASSWORD_RESET, record_account_change
from versioning.services.kernel.passwords import check_password


def reset_password(*, actor: Actor, user: User, password: str) -> User:
    """Replace the password. The sessions, tokens and sign-ins of the person end.

    Raises InvalidValue (password), NotAllowed, NotFound.
    """
    authorize_organization(actor=actor)
    check_password(password, user=user)
    # Hashing takes long, so it comes before the transaction.
    hashed = make_password(password)
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk).update(password=hashed):
            raise NotFound
        record_account_change(actor=actor, user=user, verb=PASSWORD_RESET)
    user.password = hashed
    return user
