from typing import Any

import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.services.observing import compressed, everything_stored, recorded
from tests.services.promises import assert_promises_hold
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.models import Document, Draft, Language, Verb
from versioning.services.documents.new_document import NewText
from versioning.services.documents.translate_document import translate_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document


def _speak(cast: Cast, *codes: str) -> None:
    for code in codes:
        Language.objects.create(project=cast.project, code=code)


def _translate(cast: Cast, original: Document, language: str = "de", **values: Any) -> Draft:
    actor, text = values.pop("actor", cast.editor), NewText(**{"title": "Rückgabe", **values})
    return translate_document(actor=actor, original=original, language=language, text=text)


def test_the_translation_stands_where_the_original_stands(cast: Cast) -> None:
    _speak(cast, "de")
    category = cast.document("Guides", kind="category")
    original = cast.document(kind="article", slug="refunds", parent_id=category.pk, order=7)

    document = _translate(cast, original, body="Text.", description="Kurz.").document

    shared = ("kind", "slug", "parent_id", "order", "workspace_id", "project_id", "translation_key")
    assert [getattr(document, name) for name in shared] == [getattr(original, name) for name in shared]
    assert (document.language, document.title) == ("de", "Rückgabe")


def test_compresses_the_text_before_the_lock(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document()

    with compressed() as depths:
        _translate(cast, original, body="Ein Text.")

    assert set(depths) == {0}


def test_its_text_is_an_open_draft(cast: Cast) -> None:
    _speak(cast, "de")

    draft = _translate(cast, cast.document(), body="Text.", description="Kurz.", content_type="wysiwyg")

    version = draft.version
    assert (version.number, version.text, version.description, version.content_type, version.status) == (
        1,
        "Text.",
        "Kurz.",
        "wysiwyg",
        "draft",
    )


def test_it_is_told_as_a_new_document(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document()

    with recorded() as events:
        draft = _translate(cast, original)

    assert [(event.verb, event.document_id) for event in events] == [(Verb.DOCUMENT_CREATED, draft.document_id)]


def test_stands_where_the_original_was_moved_meanwhile(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document()
    update_document(actor=cast.editor, document=Document.objects.get(pk=original.pk), changes={"slug": "moved"})

    assert _translate(cast, original).document.slug == "moved"


def test_refuses_a_language_that_the_project_has_not(cast: Cast) -> None:
    original = cast.document()
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        _translate(cast, original)

    assert refusal.value.field == "lang_code"
    assert everything_stored() == before


def test_refuses_a_second_one_of_the_language(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document()
    _translate(cast, original)

    with pytest.raises(AlreadyExists):
        _translate(cast, original)


def test_refuses_the_language_of_the_original(cast: Cast) -> None:
    with pytest.raises(AlreadyExists):
        _translate(cast, cast.document(), "en")


def test_refuses_what_is_in_the_trash(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document()
    trash_document(actor=cast.manager, document=original)

    with pytest.raises(NotFound):
        _translate(cast, original)


def test_refuses_who_may_only_read(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        _translate(cast, cast.document(), actor=cast.viewer)


def test_two_at_once_make_one_translation(live_cast: Cast) -> None:
    _speak(live_cast, "de")
    original = live_cast.document()

    results = run_together(*[lambda: _translate(live_cast, original)] * 4)

    made = [result for result in results if isinstance(result, Draft)]
    assert len(made) == 1
    assert [type(result) for result in results if result not in made] == [AlreadyExists] * 3
    assert Document.objects.filter(translation_key=original.translation_key).count() == 2
    assert_promises_hold(made[0].document_id)


def test_languages_at_once_make_a_translation_each(live_cast: Cast) -> None:
    codes = ("de", "fr", "it", "es")
    _speak(live_cast, *codes)
    original = live_cast.document()

    run_together(*[lambda code=code: _translate(live_cast, original, code) for code in codes])

    group = Document.objects.filter(translation_key=original.translation_key)
    assert set(group.values_list("language", flat=True)) == {"en", *codes}


def test_is_written_as_the_newest_version_of_the_original_is(cast: Cast) -> None:
    _speak(cast, "de")
    original = cast.document(content_type="wysiwyg")

    draft = _translate(cast, original, body="<p>Text.</p>")

    assert draft.version.content_type == "wysiwyg"
