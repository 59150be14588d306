"""Restore a document from the trash."""

from django.db import transaction

from versioning.exceptions import NotFound, ParentTrashed
from versioning.models import Actor, Document, Event, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record_change


def restore_document(*, actor: Actor, document: Document) -> Document:
    """Restore the document with all that went to the trash along with it. Does nothing if it is not in the trash.

    Raises NotFound, ParentTrashed (its category is in the trash itself).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        lock_tree(document.project_id)
        stored = _lock(document)
        if stored.trashed_at is None:
            return stored
        if stored.parent is not None and stored.parent.trashed_at is not None:
            raise ParentTrashed
        _restore(LockedDocument(actor=actor, document=stored))
    return stored


def _lock(document: Document) -> Document:
    """Lock the document in the trash, which `lock_document` would refuse."""
    try:
        return Document.objects.lock(document.pk)
    except Document.DoesNotExist:
        raise NotFound from None


def _restore(held: LockedDocument) -> None:
    document = held.document
    trashing = Event.objects.filter(document=document, verb=Verb.DOCUMENT_TRASHED).newest_first().first()
    along = [] if trashing is None else trashing.data.get("along", [])
    # What was trashed by an earlier or later act of its own stays in the trash.
    restored = Document.objects.filter(pk__in=along, trashed_at=document.trashed_at).update(trashed_at=None)
    document.trashed_at = None
    document.save(update_fields=("trashed_at",))
    # A language may have been removed while no document was in it.
    documents = Document.objects.filter(pk__in=(document.pk, *along)).order_by("language")
    for code in documents.values_list("language", flat=True).distinct():
        keep_language(project_id=document.project_id, code=code)
    record_change(held, Verb.DOCUMENT_RESTORED, title=document.title, along=restored)
