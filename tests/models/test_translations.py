"""What documents that are the same text know of each other."""

import pytest

from tests.cast import Cast, make_cast
from versioning.models import Document, RetiredNumber
from versioning.models.document import original_among
from versioning.services.documents.trash_document import trash_document

State = Document.TranslationState


def _translation(cast: Cast, original: Document, language: str = "de") -> Document:
    return cast.draft(language=language, translation_key=original.translation_key).document


def test_a_document_of_its_own_names_its_text(cast: Cast) -> None:
    document = cast.document()

    assert document.translation_key == document.pk


def test_the_original_is_the_one_in_the_primary_language(cast: Cast) -> None:
    german = cast.draft(language="de").document
    english = _translation(cast, german, "en")

    assert original_among([german, english], primary="en") == english


def test_else_it_is_the_one_that_names_the_text(cast: Cast) -> None:
    german = cast.draft(language="de").document
    french = _translation(cast, german, "fr")

    assert original_among([french, german], primary="en") == german


def test_else_it_is_the_oldest(cast: Cast) -> None:
    german = cast.draft(language="de").document
    french, spanish = _translation(cast, german, "fr"), _translation(cast, german, "es")

    assert original_among([spanish, french], primary="en") == french
    assert original_among([], primary="en") is None


def test_a_text_is_all_its_documents_that_are_not_in_the_trash(cast: Cast) -> None:
    english = cast.document()
    german, french = _translation(cast, english), _translation(cast, english, "fr")
    trash_document(actor=cast.manager, document=french)
    make_cast("other").document(translation_key=english.translation_key)

    found = Document.objects.translations_of(english.translation_key, project_id=cast.project.pk)

    assert set(found) == {english, german}


def test_a_translation_that_was_begun_is_in_progress(cast: Cast) -> None:
    original = cast.document()

    assert _translation(cast, original).translation_state(original=original) == State.IN_PROGRESS


@pytest.mark.parametrize("state", State)
def test_the_original_is_no_translation_whatever_was_stated(cast: Cast, state: str) -> None:
    original = cast.document()
    original.stated_translation = state

    assert original.translation_state(original=original) == State.NONE


def test_a_translation_of_what_nobody_gets_yet_is_as_it_was_stated(cast: Cast) -> None:
    original = cast.draft().document
    translation = _translation(cast, original)

    assert translation.translation_state(original=original) == State.IN_PROGRESS


def test_a_retired_number_says_whose_it_was(cast: Cast) -> None:
    document = cast.document()

    assert str(RetiredNumber(document=document, number=3)) == f"3 of {document.pk}"
