"""Begin a translation: a document for a text in one more language."""

from django.db import transaction

from versioning.models import Actor, Document, Draft
from versioning.policies import Action, authorize
from versioning.services.documents._steps.translating import check_translation, translate
from versioning.services.documents.new_document import NewText
from versioning.services.kernel.placing import lock_tree


def translate_document(*, actor: Actor, original: Document, language: str, text: NewText) -> Draft:
    """Return the draft of version 1 of a new document, placed as the original is and with the same slug.

    Raises InvalidValue (also if the project has no such language), AlreadyExists (the text has a document in this
    language), NotFound (the original went to the trash meanwhile).
    """
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=original.project_id)
    new = check_translation(original=original, language=language, text=text)
    with transaction.atomic():
        return translate(actor, new, tree=lock_tree(original.project_id)).draft
