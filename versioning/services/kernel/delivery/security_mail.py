"""Tell people by mail what happened to their account. Nobody can turn this off."""

from enum import Enum
from typing import Any

from versioning.models import User
from versioning.services.kernel.delivery.jobs import enqueue

SECURITY_MAIL = "mail.security"


class AccountNews(Enum):
    """What happened. The value is the sentence of the letter, whose names come from `tell_owner`."""

    PASSWORD_CHANGED = "The password of your account was changed."  # noqa: S105  a sentence, not a secret
    PASSWORD_RESET = "An administrator gave your account another password."  # noqa: S105
    TOKEN_CREATED = "The token {name} was created for your account."  # noqa: S105
    EMAIL_CHANGED = "The email address of your account was changed. Messages go to the new address from now on."
    APPLICATION_ALLOWED = "The application {name} may act for your account from now on."
    NEW_DEVICE = "Somebody signed in to your account from a browser that was not used with it before ({address})."


def tell_owner(user: User, news: AccountNews, *, email: str = "", **names: Any) -> None:
    """Send the news to the person, in the transaction of the change. `email` is a former address of theirs."""
    # An account without an address still costs the same, so that nobody can tell.
    enqueue(SECURITY_MAIL, {"user": str(user.pk), "news": news.name, "email": email or user.email, "names": names})
