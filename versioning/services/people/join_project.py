"""Accept an invitation with the account that one is signed in to."""

from django.db import transaction

from versioning.exceptions import NotAllowed
from versioning.models import Actor, Membership
from versioning.services.people._accepting import accept, lock_invitation


def join_project(*, actor: Actor, token: str) -> Membership:
    """Make the person a member with the role of the invitation. The link works once.

    The address of the account stays as it is. Raises NotFound (the invitation ended), AlreadyExists (already a member),
    NotAllowed (tokens and applications never do this).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to accept an invitation. A token cannot do this.")
    with transaction.atomic():
        return accept(lock_invitation(token), user=actor.user)
