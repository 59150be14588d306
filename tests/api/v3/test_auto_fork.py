"""What a PATCH does to a text, by where its newest version stands and what the body names."""

from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import MakeText, Text
from tests.cast import Cast
from versioning.models import Document, Event, Version
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version

NEW = {"content": "New.\n"}
FORK = {"auto_fork": True}
NULLS: dict[str, Any] = {
    "title": None,
    "content": None,
    "version_number": None,
    "translation_option": None,
    "source": None,
}
PLACES = ({"order": 7}, {"hidden": True}, {"order": 7, "hidden": True, "auto_fork": True}, {"order": 7, "title": None})


def patch(clients: Clients, text: Text, body: dict[str, Any]) -> Any:
    return clients.editor.patch(text.content, body, format="json")


def numbers_of(text: Text) -> list[int]:
    return sorted(text.document.versions.values_list("number", flat=True))


def body_of(text: Text, number: int) -> str:
    return Version.objects.with_text().get(document=text.document, number=number).text


def assert_refused(answer: Any, *, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert [error["code"] for error in answer.json()["errors"]] == [code]


@pytest.mark.parametrize("change", [NEW, {"title": "Other"}, {**NEW, "title": "Other"}])
def test_what_is_published_is_forked_where_the_body_says_so(
    clients: Clients, text: Text, change: dict[str, str]
) -> None:
    data = patch(clients, text, {**change, **FORK}).json()["data"]

    assert (data["version_number"], data["latest_version"], data["public_version"]) == (2, 2, 1)
    assert (data["status"], data["title"]) == ("draft", change.get("title", "Refunds"))
    assert data["content"] == body_of(text, 2) == change.get("content", "Old.\n")
    assert body_of(text, 1) == "Old.\n"
    assert clients.viewer.get(text.content, {"published": "true"}).json()["data"]["content"] == "Old.\n"


@pytest.mark.parametrize("change", [NEW, {"title": "Other"}, {**NEW, "auto_fork": False}, {**NEW, "auto_fork": None}])
def test_what_is_published_is_not_changed_otherwise(clients: Clients, text: Text, change: dict[str, Any]) -> None:
    answer = patch(clients, text, change)

    assert_refused(answer, status=422, code="VALIDATION_ERROR")
    assert (numbers_of(text), body_of(text, 1)) == ([1], "Old.\n")


@pytest.mark.parametrize("fork", [{}, FORK])
@pytest.mark.parametrize(
    "same", [{"content": "Old.\n"}, {"title": "Refunds"}, {"content": "Old.\n", "title": "Refunds"}]
)
def test_the_same_content_is_no_change(
    clients: Clients, text: Text, same: dict[str, Any], fork: dict[str, Any]
) -> None:
    answer = patch(clients, text, {**same, **fork})

    assert (answer.status_code, answer.json()["data"]["version_number"]) == (200, 1)
    assert numbers_of(text) == [1]


@pytest.mark.parametrize("fork", [{}, FORK])
def test_nulls_change_nothing(clients: Clients, text: Text, fork: dict[str, Any]) -> None:
    before = Document.objects.values().get(pk=text.document.pk), Event.objects.count()

    answer = patch(clients, text, {**NULLS, **fork})

    assert (answer.status_code, answer.json()["data"]["version_number"]) == (200, 1)
    assert (Document.objects.values().get(pk=text.document.pk), Event.objects.count()) == before


@pytest.mark.parametrize("fork", [{}, FORK])
def test_a_draft_is_changed_and_never_forked(clients: Clients, cast: Cast, text: Text, fork: dict[str, Any]) -> None:
    cast.fork(text.document, ForkMode.STRICT)

    data = patch(clients, text, {**NEW, **fork}).json()["data"]

    assert (data["version_number"], data["status"], data["content"]) == (2, "draft", "New.\n")
    assert numbers_of(text) == [1, 2]


@pytest.mark.parametrize("fork", [{}, FORK])
def test_a_text_that_was_never_published_is_changed(
    clients: Clients, make_text_here: MakeText, fork: dict[str, Any]
) -> None:
    text = make_text_here(versions=0)

    data = patch(clients, text, {**NEW, **fork}).json()["data"]

    assert (data["version_number"], data["status"], data["content"]) == (1, "draft", "New.\n")
    assert data["public_version"] == (None if text.noun == "articles" else 0)


def test_what_was_unpublished_is_forked_as_well(clients: Clients, cast: Cast, text: Text) -> None:
    archive_version(actor=cast.publisher, version=text.document.versions.get())

    refused, answer = patch(clients, text, NEW), patch(clients, text, {**NEW, **FORK})

    assert_refused(refused, status=422, code="VALIDATION_ERROR")
    assert (answer.json()["data"]["version_number"], answer.json()["data"]["status"]) == (2, "draft")
    assert body_of(text, 1) == "Old.\n"


def test_an_older_version_is_forked_as_it_is(clients: Clients, cast: Cast, text: Text) -> None:
    cast.version(text.document, "Newer.\n")

    data = patch(clients, text, {"title": "Other", "version_number": 1, **FORK}).json()["data"]

    assert (data["version_number"], data["title"], data["content"]) == (3, "Other", "Old.\n")
    rows = clients.viewer.get(f"{text.path}/versions").json()["data"]
    assert [row["base_version"] for row in rows] == [0, 1, 1]


def test_an_older_version_is_not_forked_beside_a_draft(clients: Clients, cast: Cast, text: Text) -> None:
    cast.fork(text.document, ForkMode.STRICT)

    answer = patch(clients, text, {**NEW, "version_number": 1, **FORK})

    assert_refused(answer, status=409, code="CONFLICT")
    assert (numbers_of(text), body_of(text, 2)) == ([1, 2], "Old.\n")


def test_the_draft_can_be_named_by_its_number(clients: Clients, cast: Cast, text: Text) -> None:
    cast.fork(text.document, ForkMode.STRICT)

    data = patch(clients, text, {**NEW, "version_number": 2}).json()["data"]

    assert (data["version_number"], body_of(text, 2)) == (2, "New.\n")


def test_a_number_that_no_version_has_is_not_found(clients: Clients, text: Text) -> None:
    answer = patch(clients, text, {**NEW, "version_number": 2, **FORK})

    assert_refused(answer, status=404, code="RESOURCE_NOT_FOUND")
    assert numbers_of(text) == [1]


@pytest.mark.parametrize("change", PLACES, ids=str)
def test_a_change_of_place_forks_nothing(clients: Clients, cast: Cast, change: dict[str, Any]) -> None:
    article = Text("articles", cast.document(kind="article"))

    data = patch(clients, article, change).json()["data"]

    assert (data["version_number"], data["status"], numbers_of(article)) == (1, "published", [1])
    assert (data["order"], data["hidden"]) == (change.get("order", 0), change.get("hidden", False))


def test_an_article_is_moved_into_a_category(clients: Clients, cast: Cast) -> None:
    article, category = Text("articles", cast.document(kind="article")), cast.draft("Guides", kind="category").document

    data = patch(clients, article, {"category_id": str(category.pk)}).json()["data"]

    assert (data["category_id"], data["version_number"]) == (str(category.pk), 1)


def test_neither_place_nor_content_is_changed_alone(clients: Clients, cast: Cast) -> None:
    article = Text("articles", cast.document(kind="article"))

    answer = patch(clients, article, {**NEW, "order": 7})

    assert_refused(answer, status=422, code="VALIDATION_ERROR")
    assert article.again().order == 0


def test_a_change_says_where_it_came_from(clients: Clients, text: Text) -> None:
    patch(clients, text, {**NEW, **FORK})
    patch(clients, text, {"content": "Newer.\n", "source": "Importer"})

    origins = Event.objects.filter(verb="draft.saved").order_by("id").values_list("data__origin", flat=True)

    assert list(origins)[-2:] == ["API", "Importer"]
