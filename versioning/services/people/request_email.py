"""Ask for another e-mail address of one's own account."""

from django.conf import settings
from django.db import transaction

from versioning.exceptions import NotAllowed
from versioning.models import Actor, User
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.people._addresses import checked_address
from versioning.services.people._changing import change_email
from versioning.services.people.letters import CONFIRM_MAIL


def request_email(*, actor: Actor, email: str) -> User:
    """Send a link to the new address. The account gets it when the person confirms it with `confirm_email`.

    A server that sends no mail changes the address at once, without confirming it. Raises InvalidValue (email),
    NotAllowed (tokens and applications never do this).
    """
    user = actor.user
    if actor.credential is not None:
        raise NotAllowed("Sign in to change your email address. A token cannot do this.")
    email = checked_address(email)
    with transaction.atomic():
        if not settings.SENDS_EMAIL:
            change_email(user, email=email, confirmed_at=None)
            return user
        user.pending_email = email
        user.save(update_fields=("pending_email",))
        enqueue(CONFIRM_MAIL, {"user": str(user.pk), "email": email}, actor=actor)
    return user
