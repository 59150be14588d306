"""Change one's own display name."""

from django.db import transaction

from versioning.exceptions import NotAllowed
from versioning.models import Actor, User, Verb
from versioning.services.access._steps.accounts import give_name
from versioning.services.kernel.recording import record


def rename_user(*, actor: Actor, name: str) -> User:
    """Give the person this name, also on everything done before. An empty name means the username.

    The username does not change. Raises InvalidValue (name), NotAllowed (tokens and applications never do this).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to change your name. A token cannot do this.")
    user = actor.user
    former = user.display_name
    give_name(user, name=name)
    with transaction.atomic():
        user.save(update_fields=("first_name", "last_name"))
        record(actor=actor, verb=Verb.USER_UPDATED, project_id=None, name=user.display_name, former=former)
    return user
