"""Record what an administrator did to an account in the back office."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from versioning.models import Actor, User, Verb
from versioning.policies import authorize_organization
from versioning.services.access._steps.end_access import end_access
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.recording import record

CREATED, CHANGED, PASSWORD_RESET = Verb.USER_CREATED, Verb.USER_CHANGED, Verb.USER_PASSWORD_RESET


def record_account_change(
    *, actor: Actor, user: User, verb: Verb, fields: Sequence[str] = (), former_email: str = ""
) -> None:
    """Record that the account was created, changed in these fields, or given another password.

    With another password, and if the account is deactivated, the sessions, tokens and sign-ins of the person end. They
    must not come back to life with the account. If the email address changed, `former_email` gets a letter.

    Raises NotAllowed.
    """
    authorize_organization(actor=actor)
    with transaction.atomic():
        data: dict[str, Any] = {"username": user.username, "account": str(user.pk)} | (
            {"fields": list(fields)} if fields else {}
        )
        record(actor=actor, verb=verb, project_id=None, **data)
        if verb == PASSWORD_RESET or not user.is_active:
            end_access(actor=actor, user=user)
        if verb == PASSWORD_RESET:
            tell_owner(user, AccountNews.PASSWORD_RESET)
        if former_email and former_email != user.email:
            tell_owner(user, AccountNews.EMAIL_CHANGED, email=former_email)
