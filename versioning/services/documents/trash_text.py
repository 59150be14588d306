"""Moving a text to the trash in all its languages."""

from collections.abc import Collection

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents.trash_document import trash_document
from versioning.services.kernel.placing import lock_tree


def trash_text(*, actor: Actor, document: Document, kinds: Collection[str]) -> None:
    """The document and all others of these kinds that are the same text, or none; each is restored by itself.

    Raises NotAllowed, NotFound (it is in the trash already).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        lock_tree(document.project_id)
        # Read under the lock, so that a translation that was begun meanwhile does not stay behind.
        texts = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
        translations = list(texts.filter(kind__in=kinds).order_by("language"))
        if not translations:
            raise NotFound
        for translation in translations:
            trash_document(actor=actor, document=translation)
