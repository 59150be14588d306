"""What a token of each kind has and has not, checked before anything is written."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from versioning.exceptions import InvalidValue
from versioning.models import Project, Role, Scope, Token


def check_shape(
    *, kind: str, project: Project | None, role: Role | None, scopes: Collection[str], expires_at: datetime | None
) -> None:
    """Raise InvalidValue, naming the field, where no such token can be."""
    if kind not in Token.Kind.values:
        raise InvalidValue(f"kind must be one of {', '.join(Token.Kind.values)}.", field="kind")
    if (project is None) is (kind == Token.Kind.PROJECT):
        raise InvalidValue("A project token names its project; tokens of other kinds name none.", field="project")
    if (role is None) is not (kind == Token.Kind.PERSONAL):
        raise InvalidValue(
            "Project and organization tokens carry a role; a personal token has its user's.", field="role"
        )
    if role is not None and role not in Role.values:
        raise InvalidValue(f"role must be one of {', '.join(Role.labels)}.", field="role")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise InvalidValue(f"scopes must be one or more of {', '.join(Scope.values)}.", field="scopes")
    if expires_at is not None and (timezone.is_naive(expires_at) or expires_at <= timezone.now()):
        raise InvalidValue("expires_at must be a moment to come, with its time zone.", field="expires_at")


def in_order(scopes: Collection[str]) -> list[str]:
    """Each scope once, from the narrowest to the widest."""
    return [scope for scope in Scope.values if scope in scopes]
