"""Putting a text below a category in all its languages."""

from uuid import UUID

from django.db import transaction

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents.update_document import update_document
from versioning.services.kernel.placing import lock_tree


def move_text(*, actor: Actor, document: Document, parent_id: UUID) -> None:
    """The document and all others of its workspace that are the same text, but for those that are there already.

    Raises what `update_document` raises.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    with transaction.atomic():
        # A translation that is begun at the same moment either waits and begins there, or is moved along.
        lock_tree(document.project_id)
        texts = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
        elsewhere = texts.filter(workspace=document.workspace_id).exclude(parent=parent_id)
        for translation in elsewhere.order_by("language"):
            update_document(actor=actor, document=translation, changes={"parent_id": parent_id})
