"""State how far a translation has come."""

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.stating import check_state, state_translation
from versioning.services.kernel.locking import locked


def set_translation_status(*, actor: Actor, document: Document, state: str) -> Document:
    """Set the state of the translation. It becomes `needed` again when another version of the original is current.

    Raises InvalidValue (translation_option: no such state, or the document is the original).
    """
    authorize(actor=actor, action=Action.SAVE, project_id=document.project_id)
    check_state(state)
    with locked(document.pk, actor=actor) as held:
        state_translation(held, state)
    return held.document
