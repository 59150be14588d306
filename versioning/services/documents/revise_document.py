"""Change a document's text and place together, whatever the status of its newest version."""

from django.db import transaction

from versioning.models import Actor, Document, Version
from versioning.services.documents._steps.placing import PlaceChanges
from versioning.services.documents._steps.revising import plan_revision, revise
from versioning.services.documents.text_changes import TextChanges
from versioning.services.kernel.locking import lock_document


def revise_document(*, actor: Actor, document: Document, changes: TextChanges) -> Version:
    """Make all changes or none. Content that equals the text of a published version is no change.

    If several calls at once find the same published version, one forks it and each other one raises DraftExists. So no
    call writes in a draft that it did not see. Raises what `update_document` and `save_draft` raise, and
    VersionNotFound, VersionFrozen (OnPublished.REFUSE), DraftExists (OnPublished.FORK).
    """
    revision = plan_revision(actor=actor, document=document, changes=changes)
    if changes.is_empty:
        return revision.target
    with transaction.atomic():
        place = PlaceChanges.lock(changes.place, project_id=document.project_id)
        return revise(lock_document(document.pk, actor=actor), revision, place=place)
