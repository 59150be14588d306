"""Giving a document its next version, as an open draft.

The caller holds the document's lock and has taken the number, which is the document's `last_number` (see `locking`).
"""

from typing import Any
from uuid import UUID

from versioning import clock
from versioning.models import Actor, Document, Draft, Version
from versioning.models.sql.rows import new_row
from versioning.models.version import default_name
from versioning.services.kernel.identifiers import insert_with_identifier, insert_with_key


def open_draft(
    *,
    actor: Actor,
    document: Document,
    snapshot: dict[str, Any],
    source: Version | None,
    branch_id: UUID | None,
    name: str | None,
) -> Draft:
    """A version of that number holding the snapshot, and the draft in which it is edited."""
    version = _insert_version(actor=actor, document=document, snapshot=snapshot, source=source, name=name)
    return insert_with_identifier(
        new_row(
            Draft,
            version=version,
            document=document,
            branch_id=branch_id,
            base_id=document.current_id,
            created_at=version.created_at,
            last_saved_at=version.created_at,
            last_saved_by=actor.user,
        )
    )


def _insert_version(
    *, actor: Actor, document: Document, snapshot: dict[str, Any], source: Version | None, name: str | None
) -> Version:
    now = clock.now()
    values = {"body_id" if field == "body" else field: value for field, value in snapshot.items()}
    return insert_with_key(
        new_row(
            Version,
            document=document,
            number=document.last_number,
            name=name or default_name(document.last_number),
            source=source,
            created_at=now,
            created_by=actor.user,
            modified_at=now,
            modified_by=actor.user,
            **values,
        )
    )
