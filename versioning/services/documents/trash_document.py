"""Move a document to the trash. It is 404 everywhere, and can be restored until `purge` deletes it."""

from django.db import transaction

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.trashing import trash_with_descendants
from versioning.services.kernel.placing import lock_tree


def trash_document(*, actor: Actor, document: Document) -> Document:
    """Move the document to the trash. A category takes everything below it along, which one restore undoes.

    Raises NotFound if it is in the trash already.
    """
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        return trash_with_descendants(lock_tree(document.project_id), document.pk, actor=actor)
