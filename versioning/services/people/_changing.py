"""Give an account another address, and tell the former one."""

from datetime import datetime

from versioning.models import Actor, User, Verb
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.recording import record


def change_email(user: User, *, email: str, confirmed_at: datetime | None) -> None:
    """Store the address. Call it in a transaction."""
    former = user.email
    user.email, user.pending_email, user.email_confirmed_at = email, "", confirmed_at
    user.save(update_fields=("email", "pending_email", "email_confirmed_at"))
    # Events are never deleted, so they do not keep addresses.
    record(actor=Actor(user=user), verb=Verb.USER_EMAIL_CHANGED, project_id=None)
    if former and former != email:
        tell_owner(user, AccountNews.EMAIL_CHANGED, email=former)
