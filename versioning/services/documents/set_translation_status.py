"""Saying how far a translation has come."""

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record
from versioning.services.kernel.transitions import original_of, touch


def set_translation_status(*, actor: Actor, document: Document, state: str) -> Document:
    """What is said holds for what readers get of the original now; once that is another, a translation is needed anew.

    Raises InvalidValue (translation_option: no such state, or the document is the original).
    """
    authorize(actor=actor, action=Action.SAVE, project_id=document.project_id)
    if state not in Document.TranslationState.values:
        known = ", ".join(Document.TranslationState.values)
        raise InvalidValue(f"translation_option must be one of {known}.", field="translation_option")
    with transaction.atomic():
        stored = lock_document(document.pk)
        original = original_of(stored)
        if original is None and state != Document.TranslationState.NONE:
            raise InvalidValue("This is the original: it is no translation.", field="translation_option")
        stored.stated_translation = state
        stored.translated_from_id = None if original is None else original.current_id
        touch(actor=actor, document=stored, fields=("stated_translation", "translated_from"))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_TRANSLATION_STATED,
            project_id=stored.project_id,
            document=stored,
            state=state,
            translated_from=stored.translated_from_id and str(stored.translated_from_id),
        )
    return stored
