"""Where texts stand: in one project version, in all languages below one category."""

from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.refusals import assert_invalid
from tests.cast import Cast
from versioning.models import Document, Language, Workspace
from versioning.services.documents.update_document import update_document

PARENTS = {"articles": "category_id", "categories": "parent_category_id"}
BELOW = {"articles": "articles", "categories": "child_categories"}


@pytest.fixture
def place(cast: Cast) -> Text:
    return make_text(cast, "categories", "First")


@pytest.fixture
def elsewhere(cast: Cast) -> Text:
    return make_text(cast, "categories", "Second")


@pytest.fixture
def text(cast: Cast, noun: str, place: Text) -> Text:
    """In two languages."""
    Language.objects.create(project=cast.project, code="de")
    text = make_text(cast, noun)
    Document.objects.filter(pk=text.document.pk).update(parent=place.document)
    kind, key = text.document.kind, text.document.translation_key
    cast.draft("Erstattungen", kind=kind, language="de", translation_key=key, parent_id=place.document.pk)
    return text


def tree(clients: Clients, category: Text, noun: str) -> list[str]:
    rows = clients.viewer.get(category.path).json()["data"][BELOW[noun]]
    return [row["id"] for row in rows]


def move(clients: Clients, text: Text, place: Text) -> Any:
    key = str(place.document.translation_key)
    return clients.editor.patch(text.path, {PARENTS[text.noun]: key}, format="json")


def test_a_text_moves_in_all_its_languages(clients: Clients, text: Text, place: Text, elsewhere: Text) -> None:
    answer = move(clients, text, elsewhere)

    assert answer.status_code == 200
    translations = Document.objects.filter(translation_key=text.document.translation_key)
    assert {document.parent for document in translations} == {elsewhere.document}
    assert (len(tree(clients, place, text.noun)), len(tree(clients, elsewhere, text.noun))) == (0, 1)


def test_a_tree_shows_a_text_where_its_original_stands(
    clients: Clients, cast: Cast, text: Text, place: Text, elsewhere: Text
) -> None:
    update_document(actor=cast.editor, document=text.document, changes={"parent_id": elsewhere.document.pk})

    assert (len(tree(clients, place, text.noun)), len(tree(clients, elsewhere, text.noun))) == (0, 1)


def test_a_tree_is_the_same_by_the_id_of_a_translation(clients: Clients, cast: Cast, text: Text, place: Text) -> None:
    key = place.document.translation_key
    translation = cast.draft("Erstes", kind="category", language="de", translation_key=key).document
    path = f"/v3/projects/{cast.project.pk}/categories/{translation.pk}"

    by_translation = clients.viewer.get(path).json()["data"]

    assert by_translation == clients.viewer.get(place.path).json()["data"]
    assert [row["id"] for row in by_translation[BELOW[text.noun]]] == [str(text.document.translation_key)]


def test_nothing_stands_below_a_category_of_another_project_version(
    clients: Clients, cast: Cast, noun: str, place: Text
) -> None:
    other = Workspace.objects.create(project=cast.project, slug="other", name="Other")
    name = {"articles": "title", "categories": "name"}[noun]
    key = str(place.document.translation_key)
    body = {name: "New", "project_version_id": str(other.pk), PARENTS[noun]: key}

    answer = clients.editor.post(f"/v3/projects/{cast.project.pk}/{noun}", body, format="json")

    assert_invalid(answer, PARENTS[noun])
    assert not Document.objects.filter(workspace=other).exists()
