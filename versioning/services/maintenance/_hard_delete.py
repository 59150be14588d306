"""Delete one document with its versions, drafts and texts, in the order that the references allow."""

from typing import Any

from django.db.models import QuerySet

from versioning.models import Actor, Blob, Document, Draft, Verb, Version
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.touching import touch

# SQLite before 3.32 takes 999 values per statement.
BATCH = 500


def erase_document(*, actor: Actor, document: Document) -> None:
    """Delete the document and its versions, drafts and texts.

    Documents below it move to the top of the tree. The caller holds the lock of the document.
    """
    _release_children(actor=actor, document=document)
    # The document and its current version refer to each other.
    Document.objects.filter(pk=document.pk).update(current=None)
    Draft.objects.filter(document=document).delete()
    # Newest first: a version refers to its source, which therefore must go after it.
    _delete_in_batches(Version.objects.filter(document=document).order_by("-number"))
    _delete_in_batches(Blob.objects.filter(document=document).order_by("pk"))
    document.delete()


def _release_children(*, actor: Actor, document: Document) -> None:
    children = Document.objects.filter(parent=document)
    # Children in the trash are not visible, so their move needs no event.
    children.filter(trashed_at__isnull=False).update(parent=None)
    for child in children.filter(trashed_at=None).order_by("pk").select_for_update(no_key=True):
        child.parent = None
        held = LockedDocument(actor=actor, document=child)
        touch(held, "parent")
        record_change(held, Verb.DOCUMENT_UPDATED, changes={"parent_id": None})


def _delete_in_batches(rows: QuerySet[Any]) -> None:
    """Delete the rows by their keys. Django would read every row first, with its text."""
    while pks := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=pks).only("pk").delete()
