"""Changing how oneself is called."""

from django.db import transaction

from versioning.exceptions import NotAllowed
from versioning.models import Actor, User, Verb
from versioning.services.access._accounts import give_name
from versioning.services.kernel.recording import record


def rename_user(*, actor: Actor, name: str) -> User:
    """One's own name, on everything that one has ever done; empty: the username. The username itself stays.

    Raises InvalidValue (name), NotAllowed (a token or an application never does this).
    """
    if actor.credential is not None:
        raise NotAllowed("Only a person who signed in changes the own name.")
    user = actor.user
    former = user.display_name
    give_name(user, name=name)
    with transaction.atomic():
        user.save(update_fields=("first_name", "last_name"))
        record(actor=actor, verb=Verb.USER_UPDATED, project_id=None, name=user.display_name, former=former)
    return user
