"""Giving oneself another password."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, User, Verb
from versioning.services.access._accounts import check_password
from versioning.services.kernel.recording import record


def change_password(*, actor: Actor, current: str, password: str) -> User:
    """From then on no other session of this person counts; tokens stay. Of two at once, one holds.

    Raises InvalidValue (current, password), NotAllowed (a token or an application never does this).
    """
    if actor.credential is not None:
        raise NotAllowed("Only a person who signed in changes the own password.")
    user = actor.user
    if not user.check_password(current):
        raise InvalidValue("This is not your password now.", field="current")
    check_password(password, user=user)
    hashed = make_password(password)
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, password=user.password).update(password=hashed):
            raise InvalidValue("Your password was changed a moment ago. Sign in again.", field="current")
        record(actor=actor, verb=Verb.USER_PASSWORD_CHANGED, project_id=None)
    user.password = hashed
    return user
