"""State how far a translation has come, in a transaction that locked it."""

from versioning.exceptions import InvalidValue
from versioning.models import Document, Verb
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.touching import touch
from versioning.services.kernel.transitions import original_of


def check_state(state: str) -> None:
    """Raise InvalidValue unless it is a translation state."""
    if state not in Document.TranslationState.values:
        allowed = ", ".join(Document.TranslationState.values)
        raise InvalidValue(f"translation_option must be one of {allowed}.", field="translation_option")


def state_translation(held: LockedDocument, state: str) -> None:
    """Set the state, which holds as long as the original's current version stays. Raises InvalidValue."""
    document = held.document
    original = original_of(document)
    if original is None and state != Document.TranslationState.NONE:
        raise InvalidValue("This document is the original, not a translation.", field="translation_option")
    document.stated_translation = state
    # When another version of the original becomes current, the state shows as `needed`.
    document.translated_from_id = None if original is None else original.current_id
    touch(held, "stated_translation", "translated_from")
    record_change(
        held,
        Verb.DOCUMENT_TRANSLATION_STATED,
        state=state,
        translated_from=document.translated_from_id and str(document.translated_from_id),
    )
