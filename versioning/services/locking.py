"""The one lock that every verb takes: the document's row."""

from uuid import UUID

from versioning.exceptions import NotFound
from versioning.models import Document


def lock_document(pk: UUID) -> Document:
    """The document as it stands now, locked until the transaction ends. Raises NotFound where it is in the trash."""
    try:
        document = Document.objects.lock(pk)
    except Document.DoesNotExist:
        raise NotFound from None
    if document.trashed_at is not None:
        raise NotFound
    return document
