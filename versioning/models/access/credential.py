"""Credentials of requests, other than browser sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from versioning.models.access.role import Role, Scope


@dataclass(frozen=True)
class Credential:
    """Limits its user to its scopes and, if it has one, to its project.

    `key` (at most 64 characters) identifies the holder for rate limits and idempotency keys. `role` is the credential's
    own role in its project, or in all projects if it has none. With None, the user's own roles count. Events record
    `token_id` or `application_id`.
    """

    key: str
    scopes: frozenset[Scope]
    project_id: UUID | None = None
    role: Role | None = None
    expires_at: datetime | None = None
    token_id: UUID | None = None
    application_id: int | None = None


def token_key(pk: UUID) -> str:
    """Return the key of a token's credential."""
    return f"token:{pk}"


def sign_in_key(application_pk: int, *, user_pk: UUID) -> str:
    """Return the key of a person with an application. It stays the same over refreshes."""
    return f"oauth:{application_pk}:{user_pk.hex}"
