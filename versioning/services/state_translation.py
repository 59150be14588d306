"""Saying how far a translation has come."""

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Verb
from versioning.models.document import original_among
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.recording import record
from versioning.services.transitions import touch


def state_translation(*, actor: Actor, document: Document, state: str) -> Document:
    """It counts for the original as readers get it now. Raises InvalidValue (unknown, or this is the original)."""
    authorize(actor=actor, action=Action.SAVE, project_id=document.project_id)
    if state not in Document.TranslationState.values:
        known = ", ".join(Document.TranslationState.values)
        raise InvalidValue(f"The state must be one of {known}.", field="translation_option")
    with transaction.atomic():
        stored = lock_document(document.pk)
        group = Document.objects.translations_of(stored.translation_key, project_id=stored.project_id)
        original = original_among(group, primary=stored.project.language)
        if original is None or original.pk == stored.pk:
            raise InvalidValue("This is the original, and no translation.", field="translation_option")
        stored.stated_translation, stored.translated_from_id = state, original.current_id
        touch(actor=actor, document=stored, fields=("stated_translation", "translated_from"))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_TRANSLATION_STATED,
            project_id=stored.project_id,
            document=stored,
            state=state,
            original=str(original.pk),
        )
    return stored
