"""Set a new password by a link that was sent to the person, or handed over by an administrator."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, User, Verb
from versioning.services.access._steps.end_access import end_access
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.passwords import check_password
from versioning.services.kernel.recording import record


def recover_password(*, user: User, password: str) -> User:
    """Replace the password. All sessions of this person end, and so do their tokens and sign-ins.

    The caller checked the link. Raises InvalidValue (password), NotFound (the link was used meanwhile).
    """
    check_password(password, user=user)
    # Hashing takes long, so it comes before the transaction.
    hashed = make_password(password)
    with transaction.atomic():
        # The link holds for this password, so of two uses at once, only the first one succeeds.
        if not User.objects.filter(pk=user.pk, password=user.password, is_active=True).update(password=hashed):
            raise NotFound("This link was used already. Ask for another one.")
        actor = Actor(user=user)
        record(actor=actor, verb=Verb.USER_PASSWORD_CHANGED, project_id=None, by="link")
        end_access(actor=actor, user=user)
        tell_owner(user, AccountNews.PASSWORD_CHANGED)
    user.password = hashed
    return user
