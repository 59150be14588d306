import pytest

from tests.cast import Cast
from tests.reading import changed, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Document, Verb
from versioning.services.documents.set_translation_status import set_translation_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.versions.archive_version import archive_version

State = Document.TranslationState


def _pair(cast: Cast) -> tuple[Document, Document]:
    """Return an original that readers get, and its translation, a draft."""
    original = cast.document()
    return original, cast.draft(language="de", translation_key=original.translation_key).document


def _state(cast: Cast, document: Document, state: str) -> Document:
    return set_translation_status(actor=cast.editor, document=document, state=state)


@pytest.mark.parametrize("state", State)
def test_says_how_far_a_translation_has_come(cast: Cast, state: str) -> None:
    original, translation = _pair(cast)
    before = row_of(translation)

    stated = _state(cast, translation, state)

    assert stated.translation_state(original=original) == state
    assert changed(before=before, after=row_of(translation)) <= {
        "stated_translation",
        "translated_from_id",
        "revision",
        "updated_at",
        "updated_by_id",
    }


def test_writes_one_event(cast: Cast) -> None:
    original, translation = _pair(cast)

    with recorded() as events:
        _state(cast, translation, State.TRANSLATED)

    assert [(event.verb, event.document_id, event.data) for event in events] == [
        (
            Verb.DOCUMENT_TRANSLATION_STATED,
            translation.pk,
            {"state": "translated", "translated_from": str(original.current_id)},
        )
    ]


@pytest.mark.parametrize("state", State)
def test_once_readers_get_another_original_the_translation_is_needed_anew(cast: Cast, state: str) -> None:
    original, translation = _pair(cast)
    stated = _state(cast, translation, state)

    original = cast.version(original, "Second.").document

    assert stated.translation_state(original=original) == State.NEEDED


def test_what_is_said_again_holds_for_the_original_of_now(cast: Cast) -> None:
    original, translation = _pair(cast)
    _state(cast, translation, State.TRANSLATED)
    original = cast.version(original, "Second.").document

    stated = _state(cast, translation, State.TRANSLATED)

    assert stated.translation_state(original=original) == State.TRANSLATED


def test_an_original_that_nobody_gets_can_be_spoken_for(cast: Cast) -> None:
    original, translation = _pair(cast)
    assert original.current is not None
    archive_version(actor=cast.publisher, version=original.current)

    stated = _state(cast, translation, State.IN_PROGRESS)

    assert (stated.stated_translation, stated.translated_from) == (State.IN_PROGRESS, None)


@pytest.mark.parametrize("state", [State.NEEDED, State.IN_PROGRESS, State.TRANSLATED])
def test_refuses_the_original(cast: Cast, state: str) -> None:
    original, _ = _pair(cast)
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _state(cast, original, state)

    assert refusal.value.field == "translation_option"
    assert everything_stored() == before


def test_of_the_original_it_may_be_said_that_it_is_no_translation(cast: Cast) -> None:
    original, _ = _pair(cast)

    stated = _state(cast, original, State.NONE)

    assert stated.translation_state(original=original) == State.NONE


def test_refuses_an_unknown_state(cast: Cast) -> None:
    _, translation = _pair(cast)

    with pytest.raises(InvalidValue) as refusal:
        _state(cast, translation, "done")

    assert refusal.value.field == "translation_option"


def test_refuses_a_trashed_document(cast: Cast) -> None:
    _, translation = _pair(cast)
    trash_document(actor=cast.manager, document=translation)

    with pytest.raises(NotFound):
        _state(cast, translation, State.TRANSLATED)
