"""Change one's own password."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, User, Verb
from versioning.services.access._steps.end_access import end_access
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.passwords import check_password
from versioning.services.kernel.recording import record


def change_password(*, actor: Actor, current: str, password: str) -> User:
    """Replace the password. All other sessions of this person end, and so do their tokens and sign-ins.

    Raises InvalidValue (current, password), NotAllowed (tokens and applications never do this).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to change your password. A token cannot do this.")
    user = actor.user
    if not user.check_password(current):
        raise InvalidValue("This is not your current password.", field="current")
    check_password(password, user=user)
    # Hashing takes long, so it comes before the transaction.
    hashed = make_password(password)
    with transaction.atomic():
        # Compare and swap: of two changes at once, only the first one succeeds.
        if not User.objects.filter(pk=user.pk, password=user.password).update(password=hashed):
            raise InvalidValue("Your password has just been changed. Sign in again.", field="current")
        record(actor=actor, verb=Verb.USER_PASSWORD_CHANGED, project_id=None)
        end_access(actor=actor, user=user)
        tell_owner(user, AccountNews.PASSWORD_CHANGED)
    # The caller renews its own session with the new hash.
    user.password = hashed
    return user
