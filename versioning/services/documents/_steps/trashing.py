"""Move a document to the trash, in a transaction that locked the tree."""

from uuid import UUID

from versioning import clock
from versioning.models import Actor, Document, Verb
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.placing import LockedTree
from versioning.services.kernel.recording import record_change


def trash_with_descendants(tree: LockedTree, document_id: UUID, *, actor: Actor) -> Document:
    """Move the document and everything below it to the trash. Raises NotFound if it is there already.

    The lock of the tree keeps everything below the document in its place.
    """
    held = lock_document(document_id, actor=actor)
    document, now = held.document, clock.now()
    below = _all_below(document.pk)
    document.trashed_at = now
    document.save(update_fields=("trashed_at",))
    Document.objects.filter(pk__in=below, project=tree.project_id).update(trashed_at=now)
    # `restore_document` restores those that are named here.
    record_change(held, Verb.DOCUMENT_TRASHED, title=document.title, along=[str(pk) for pk in below])
    return document


def _all_below(root: UUID) -> list[UUID]:
    """Lock all documents below one that are not in the trash, level by level in the order of their keys.

    Returns their keys.
    """
    keys: list[UUID] = []
    level = [root]
    while level:
        children = Document.objects.filter(parent__in=level, trashed_at=None).order_by("pk")
        level = list(children.select_for_update(no_key=True).values_list("pk", flat=True))
        keys += level
    return keys
