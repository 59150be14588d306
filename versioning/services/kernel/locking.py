"""The one lock that every verb takes: the document's row."""

from uuid import UUID

from versioning.exceptions import NotFound
from versioning.models import Document
from versioning.models.sql.rows import update_row


def lock_document(pk: UUID) -> Document:
    """The document as it stands now, locked until the transaction ends. Raises NotFound where it is in the trash."""
    try:
        document = Document.objects.lock(pk)
    except Document.DoesNotExist:
        raise NotFound from None
    if document.trashed_at is not None:
        raise NotFound
    return document


def lock_for_next_version(pk: UUID) -> Document:
    """As `lock_document`, with the number of its next version in `last_number`, which is given to no other version."""
    document = Document.objects.lock_for_next(pk)
    if document is None:
        raise NotFound
    return document


def take_next_number(document: Document) -> None:
    """For a document that is locked: as `lock_for_next_version` leaves it."""
    document.last_number += 1
    update_row(document, "last_number")
