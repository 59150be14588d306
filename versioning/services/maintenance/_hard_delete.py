"""Deleting one document with all that is its own, in the order that its references allow."""

from typing import Any

from django.db.models import QuerySet

from versioning.models import Actor, Blob, Document, Draft, Verb, Version
from versioning.services.kernel.recording import record
from versioning.services.kernel.transitions import touch

BATCH = 500


def erase_document(*, actor: Actor, document: Document) -> None:
    """Its versions, drafts and texts go with it; documents below it move to the top. The caller holds its lock."""
    _release_children(actor=actor, document=document)
    Document.objects.filter(pk=document.pk).update(current=None)
    Draft.objects.filter(document=document).delete()
    # The newest first, so that a version goes before its source, which else would have to be taken out of it.
    _delete_in_batches(Version.objects.filter(document=document).order_by("-number"))
    _delete_in_batches(Blob.objects.filter(document=document).order_by("pk"))
    document.delete()


def _release_children(*, actor: Actor, document: Document) -> None:
    children = Document.objects.filter(parent=document)
    children.filter(trashed_at__isnull=False).update(parent=None)
    for child in children.filter(trashed_at=None).order_by("pk").select_for_update(no_key=True):
        child.parent = None
        touch(actor=actor, document=child, fields=("parent",))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_UPDATED,
            project_id=child.project_id,
            document=child,
            changes={"parent_id": None},
        )


def _delete_in_batches(rows: QuerySet[Any]) -> None:
    """By keys alone: Django would read every row, texts included, of what it is told to delete."""
    while pks := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=pks).only("pk").delete()
