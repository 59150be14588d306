"""Accept an invitation with a new account."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning import clock
from versioning.models import User
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.passwords import check_password
from versioning.services.people._accepting import accept, lock_invitation
from versioning.services.people.find_invitation import find_invitation


def register_invited(*, token: str, username: str, password: str, name: str = "") -> User:
    """Create the account and make it a member. The link works once.

    The address is confirmed if the invitation came to it by mail. Raises NotFound (the invitation ended), AlreadyExists
    (username), InvalidValue (username, name, password).
    """
    check_password(password, user=User(username=username, email=find_invitation(token=token).email))
    # Hashing takes long, so it comes before the transaction.
    hashed = make_password(password)
    system = system_actor()
    with transaction.atomic():
        invitation = lock_invitation(token)
        user = create_user(actor=system, username=username, email=invitation.email, name=name)
        user.password, user.email_confirmed_at = hashed, clock.now() if invitation.is_mailed else None
        user.save(update_fields=("password", "email_confirmed_at"))
        accept(invitation, user=user)
    return user
