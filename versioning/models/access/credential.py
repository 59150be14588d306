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
