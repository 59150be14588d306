"""Bringing a document back from the trash."""

from django.db import transaction

from versioning.exceptions import NotFound, ParentTrashed
from versioning.models import Actor, Document, Event, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record


def restore_document(*, actor: Actor, document: Document) -> Document:
    """With all that went to the trash along with it. Where it is not in the trash, nothing happens.

    Raises NotFound, ParentTrashed (its category is in the trash itself).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        lock_tree(document.project_id)
        try:
            stored = Document.objects.lock(document.pk)
        except Document.DoesNotExist:
            raise NotFound from None
        if stored.trashed_at is None:
            return stored
        if stored.parent is not None and stored.parent.trashed_at is not None:
            raise ParentTrashed
        act = Event.objects.filter(document=stored, verb=Verb.DOCUMENT_TRASHED).order_by("-id").first()
        along = [] if act is None else act.data.get("along", [])
        restored = Document.objects.filter(pk__in=along, trashed_at=stored.trashed_at).update(trashed_at=None)
        stored.trashed_at = None
        stored.save(update_fields=("trashed_at",))
        # One that nothing was in meanwhile may have been removed.
        spoken = Document.objects.filter(pk__in=(stored.pk, *along)).order_by("language")
        for code in spoken.values_list("language", flat=True).distinct():
            keep_language(project_id=stored.project_id, code=code)
        record(
            actor=actor,
            verb=Verb.DOCUMENT_RESTORED,
            project_id=stored.project_id,
            document=stored,
            title=stored.title,
            along=restored,
        )
    return stored
