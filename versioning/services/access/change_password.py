"""Change one's own password."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, Grant, Token, User, Verb
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.access._accounts import check_password
from versioning.services.access.end_sign_in import end_sign_in
from versioning.services.access.revoke_token import revoke_token
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
        # Whoever knew the old password may have made these.
        for token in Token.objects.held_by(user).filter(revoked_at=None):
            revoke_token(actor=actor, token=token)
        for sign_in in sign_ins_of(user):
            end_sign_in(actor=actor, family=sign_in.family)
        # Codes that no application has fetched tokens for yet.
        Grant.objects.filter(user=user).delete()
    # The caller renews its own session with the new hash.
    user.password = hashed
    return user
