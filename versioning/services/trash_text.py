"""Moving a text to the trash in all its languages."""

from collections.abc import Iterable

from django.db import transaction

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.placing import lock_tree
from versioning.services.trash_document import trash_document


def trash_text(*, actor: Actor, translations: Iterable[Document]) -> None:
    """All of them or none; each is restored by itself. Raises NotAllowed, NotFound."""
    documents = list(translations)
    for document in documents:
        authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
    with transaction.atomic():
        lock_tree(documents[0].project_id)
        for document in documents:
            trash_document(actor=actor, document=document)
