"""Move a text to the trash in all its languages."""

from collections.abc import Collection

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.trashing import trash_with_descendants
from versioning.services.kernel.placing import lock_tree


def trash_text(*, actor: Actor, document: Document, kinds: Collection[str]) -> None:
    """Trash the document and all others of these kinds that are the same text, or none. Each is restored by itself.

    Raises NotAllowed, NotFound (it is in the trash already).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        tree = lock_tree(document.project_id)
        # Read under the lock, so that a translation that was begun meanwhile does not stay behind.
        texts = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
        keys = list(texts.filter(kind__in=kinds).order_by("language").values_list("pk", flat=True))
        # The document itself is among them, unless somebody trashed it meanwhile.
        if not keys:
            raise NotFound
        for pk in keys:
            trash_with_descendants(tree, pk, actor=actor)
