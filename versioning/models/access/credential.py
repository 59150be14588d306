"""What a request was signed with, other than a browser's session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from versioning.models.access.role import Role, Scope


@dataclass(frozen=True)
class Credential:
    """Narrows what its user may: to its scopes and, where it has one, to its project.

    `key` (at most 64 characters) stands for whoever holds it: rates are counted and idempotency keys kept under it.
    `role` is the credential's own, in its project or, without one, in all; None: the user's own roles count.
    `token_id` or `application_id` says in events what it was.
    """

    key: str
    scopes: frozenset[Scope]
    project_id: UUID | None = None
    role: Role | None = None
    expires_at: datetime | None = None
    token_id: UUID | None = None
    application_id: int | None = None
