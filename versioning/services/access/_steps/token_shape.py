"""Check that the fields of a new token fit its kind, before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from versioning.exceptions import InvalidValue
from versioning.models import Project, Role, Scope, Token, User

EVERY_SCOPE = tuple(Token.all_scopes())


@dataclass(frozen=True)
class NewToken:
    """What a token is to be. Call `check_shape` before relying on it.

    A project token names its `project`, a personal token may name its `user` (the default is the actor). Project and
    organization tokens carry a `role`, a personal token has the roles of its user. `expires_at` is None for a token
    that never expires.
    """

    kind: str
    name: str
    project: Project | None = None
    role: Role | None = None
    scopes: Collection[str] = EVERY_SCOPE
    expires_at: datetime | None = None
    user: User | None = None


def check_shape(new: NewToken) -> None:
    """Raise InvalidValue, which names the field, if no such token can exist."""
    if new.kind not in Token.Kind.values:
        raise InvalidValue(f"kind must be one of {', '.join(Token.Kind.values)}.", field="kind")
    if (new.project is None) is (new.kind == Token.Kind.PROJECT):
        raise InvalidValue("Give a project for a project token, and none for other kinds of tokens.", field="project")
    if (new.role is None) is not (new.kind == Token.Kind.PERSONAL):
        raise InvalidValue(
            "Give a role for a project or organization token, and none for a personal token.", field="role"
        )
    if new.role is not None and new.role not in Role.values:
        raise InvalidValue(f"role must be one of {', '.join(Role.labels)}.", field="role")
    if not new.scopes or not set(new.scopes) <= set(Scope.values):
        raise InvalidValue(f"scopes must be one or more of {', '.join(Scope.values)}.", field="scopes")
    _check_expiry(new.expires_at)


def _check_expiry(expires_at: datetime | None) -> None:
    # A naive time would be read in the server's time zone, which the caller cannot know.
    if expires_at is not None and (timezone.is_naive(expires_at) or expires_at <= timezone.now()):
        raise InvalidValue("expires_at must be in the future and include a time zone.", field="expires_at")


def in_order(scopes: Collection[str]) -> list[str]:
    """Return each scope once, from the narrowest to the widest."""
    return [scope for scope in Scope.values if scope in scopes]
