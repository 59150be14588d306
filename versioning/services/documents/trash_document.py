"""Moving a document to the trash: 404 everywhere, restorable until `purge` takes it."""

from uuid import UUID

from django.db import transaction

from versioning import clock
from versioning.models import Actor, Document, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record


def trash_document(*, actor: Actor, document: Document) -> Document:
    """A category takes all that lies below it along, as one act that one `restore_document` undoes."""
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        lock_tree(document.project_id)
        root = lock_document(document.pk)
        now = clock.now()
        below = _all_below(root.pk)
        root.trashed_at = now
        root.save(update_fields=("trashed_at",))
        Document.objects.filter(pk__in=below).update(trashed_at=now)
        record(
            actor=actor,
            verb=Verb.DOCUMENT_TRASHED,
            project_id=root.project_id,
            document=root,
            title=root.title,
            along=[str(pk) for pk in below],
        )
    return root


def _all_below(root: UUID) -> list[UUID]:
    """The keys of all documents below one, those in the trash left out, each row locked in the order of its key."""
    found: list[UUID] = []
    level = [root]
    while level:
        children = Document.objects.filter(parent__in=level, trashed_at=None).order_by("pk")
        level = list(children.select_for_update(no_key=True).values_list("pk", flat=True))
        found += level
    return found
