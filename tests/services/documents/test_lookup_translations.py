from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast, make_token
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Document, Presentation, Role, Scope, Token
from versioning.policies import Action
from versioning.services.documents.lookup_translations import Translation, find_translation
from versioning.services.documents.trash_document import trash_document

ARTICLES = (Document.Kind.ARTICLE,)


def _group(cast: Cast, *languages: str) -> list[Document]:
    """Create documents that are translations of the first, and return all of them."""
    first = cast.document(kind="article", language=languages[0])
    return [
        first,
        *(
            cast.document(kind="article", language=language, translation_key=first.translation_key)
            for language in languages[1:]
        ),
    ]


def _find(cast: Cast, key: UUID, language: str | None = None, **values: Any) -> Translation:
    given: dict[str, Any] = {"actor": cast.viewer, "project_id": cast.project.pk, "kinds": ARTICLES, **values}
    return find_translation(key=key, language=language, **given)


def test_finds_the_document_of_the_language_that_is_asked_for(cast: Cast) -> None:
    english, german = _group(cast, "en", "de")

    found = _find(cast, english.pk, "de")

    assert (found.document, found.original, found.is_fallback) == (german, english, False)
    assert set(found.group) == {english, german}


def test_falls_back_to_the_original_and_says_so(cast: Cast) -> None:
    english, _ = _group(cast, "en", "de")

    found = _find(cast, english.pk, "fr")

    assert (found.document, found.is_fallback) == (english, True)


def test_without_a_language_finds_the_original(cast: Cast) -> None:
    german, english = _group(cast, "de", "en")

    found = _find(cast, german.pk)

    assert (found.document, found.original, found.is_fallback) == (english, english, False)


def test_a_translation_is_found_by_its_own_id(cast: Cast) -> None:
    english, german = _group(cast, "en", "de")

    found = _find(cast, german.pk)

    assert (found.document, found.original, found.is_fallback) == (german, english, False)


def test_the_id_of_a_translation_and_a_language_find_its_sibling(cast: Cast) -> None:
    english, german, french = _group(cast, "en", "de", "fr")

    assert _find(cast, german.pk, "fr").document == french
    assert _find(cast, german.pk, "en").document == english


def test_a_text_outlives_the_document_that_named_it(cast: Cast) -> None:
    english, german = _group(cast, "en", "de")
    trash_document(actor=cast.manager, document=english)

    found = _find(cast, english.pk)

    assert (found.document, found.group) == (german, (german,))


def test_a_translation_in_the_trash_is_not_found_by_its_id(cast: Cast) -> None:
    _, german = _group(cast, "en", "de")
    trash_document(actor=cast.manager, document=german)

    with pytest.raises(NotFound):
        _find(cast, german.pk)


def test_refuses_what_does_not_exist(cast: Cast) -> None:
    with pytest.raises(NotFound):
        _find(cast, uuid4())


def test_refuses_another_kind(cast: Cast) -> None:
    (article,) = _group(cast, "en")

    with pytest.raises(NotFound):
        _find(cast, article.pk, kinds=(Document.Kind.CATEGORY,))


def test_refuses_a_document_of_another_project(cast: Cast) -> None:
    other = make_cast("other")
    (article,) = _group(other, "en")

    with pytest.raises(NotFound):
        _find(cast, article.pk, actor=other.viewer)


def test_tells_a_stranger_that_it_does_not_exist(cast: Cast) -> None:
    (article,) = _group(cast, "en")

    with pytest.raises(NotFound):
        _find(cast, article.pk, actor=cast.stranger)


def test_refuses_who_may_see_it_but_not_do_it(cast: Cast) -> None:
    (article,) = _group(cast, "en")

    with pytest.raises(NotAllowed):
        _find(cast, article.pk, action=Action.SAVE)


def test_a_token_finds_what_its_project_has(cast: Cast) -> None:
    (article,) = _group(cast, "en")
    token, _ = make_token(
        cast.manager.user,
        kind=Token.Kind.PROJECT,
        project=cast.project,
        role=Role.VIEWER,
        scopes=(Scope.CUSTOMER_API,),
    )

    found = _find(cast, article.pk, actor=Actor(user=token.user, credential=token.credential))

    assert found.document == article


@pytest.mark.parametrize("language", [None, "de", "fr"])
def test_one_query_brings_all_that_a_page_shows(cast: Cast, language: str | None) -> None:
    category = cast.document("Guides", kind="category")
    english, german = _group(cast, "en", "de")
    Document.objects.filter(pk__in=[english.pk, german.pk]).update(parent=category)
    Presentation.objects.create(document=english, seo_title="For machines")
    actor = Actor(user=cast.viewer.user)

    with CaptureQueriesContext(connection) as captured:
        found = _find(cast, english.pk, language, actor=actor)
        shown = [
            (row.project.slug, row.parent and row.parent.title, row.current and row.current.number, row.presentation)
            for row in found.group
        ]

    assert len(captured) == 1
    assert [row[:3] for row in shown] == [("handbook", "Guides", 1)] * 2
    assert {row[3].seo_title for row in shown} == {"", "For machines"}
