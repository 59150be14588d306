"""Save fields of a locked document as its next revision."""

from versioning import clock
from versioning.models.sql.rows import update_row
from versioning.services.kernel.locking import LockedDocument


def touch(held: LockedDocument, *fields: str) -> None:
    """Write these fields of the document. Its revision grows by one."""
    document = held.document
    document.revision += 1
    document.updated_at, document.updated_by = clock.now(), held.actor.user
    update_row(document, *fields, "revision", "updated_at", "updated_by")
