"""Confirm an e-mail address by the link that was sent to it."""

from django.core import signing
from django.db import transaction

from versioning import clock
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, User
from versioning.services.people._changing import change_email
from versioning.services.people.letters import CONFIRM_SALT, CONFIRM_SECONDS

ENDED = "This link was used already, or is no longer valid. Ask for another one in your settings."


def confirm_email(*, actor: Actor, token: str) -> User:
    """Make the address that the link names the account's. The link works once, and for the account's owner alone.

    Whoever receives mail at a mistyped address is not signed in, so they cannot take the account over. Raises NotFound,
    NotAllowed (tokens and applications never do this).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to confirm your email address. A token cannot do this.")
    try:
        key, email = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_SECONDS)
    except signing.BadSignature as error:
        raise NotFound(ENDED) from error
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
        if str(user.pk) != key or not email or user.pending_email != email:
            raise NotFound(ENDED)
        change_email(user, email=email, confirmed_at=clock.now())
    return user
