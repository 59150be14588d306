"""Give a document its next version, as an open draft."""

from typing import Any
from uuid import UUID

from versioning import clock
from versioning.models import Draft, Version
from versioning.models.sql.new_row import new_row
from versioning.models.version import default_name
from versioning.services.kernel.identifiers import insert_with_identifier, insert_with_key
from versioning.services.kernel.locking import LockedDraft, NumberedDocument


def open_draft(
    held: NumberedDocument,
    *,
    snapshot: dict[str, Any],
    source: Version | None,
    branch_id: UUID | None,
    name: str | None,
) -> LockedDraft:
    """Insert a version with the reserved number and this snapshot, and the draft in which it is edited.

    `snapshot` has the key of the blob as `body`. A draft without `branch_id` is free-standing.
    """
    document = held.document
    version = _insert_version(held, snapshot=snapshot, source=source, name=name)
    draft = insert_with_identifier(
        new_row(
            Draft,
            version=version,
            document=document,
            branch_id=branch_id,
            # The merge base of a later sync, also if the source is an older version.
            base_id=document.current_id,
            created_at=version.created_at,
            last_saved_at=version.created_at,
            last_saved_by=held.actor.user,
        )
    )
    return LockedDraft(actor=held.actor, document=document, draft=draft)


def _insert_version(
    held: NumberedDocument, *, snapshot: dict[str, Any], source: Version | None, name: str | None
) -> Version:
    now, number, user = clock.now(), held.document.last_number, held.actor.user
    # A snapshot that was copied has the key of the blob, not the blob.
    values = {"body_id" if field == "body" else field: value for field, value in snapshot.items()}
    return insert_with_key(
        new_row(
            Version,
            document=held.document,
            number=number,
            name=name or default_name(number),
            source=source,
            created_at=now,
            created_by=user,
            modified_at=now,
            modified_by=user,
            **values,
        )
    )
