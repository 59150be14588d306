from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast, make_cast
from tests.pictures import stored
from versioning.models.search import document_search
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote


def _find(client: APIClient, search: str, **query: Any) -> list[str]:
    answer = client.get("/api/v1/documents", {"search": search, "ordering": "title", **query})
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["data"]["documents"]]


@pytest.fixture
def shelf(cast: Cast) -> Cast:
    cast.document("Refunds", body="# Refunds\n\nYou get your *money* back within 14 days.\n")
    cast.document("Shipping", body="Parcels to São Paulo take 14 days, and refunds none.\n")
    cast.draft("Opening hours", body="A draft that no reader sees yet.")
    return cast


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("refunds", ["Refunds", "Shipping"]),
        ("REFUNDS money", ["Refunds"]),
        ('"14 days"', ["Refunds", "Shipping"]),
        ('"days 14"', []),
        ("14 days -parcels", ["Refunds"]),
        ("-parcels", ["Opening hours", "Refunds"]),
        ("sao pau", ["Shipping"]),
        ("SÃO", ["Shipping"]),
        ("pau days", ["Shipping"]),
        ("aulo days", []),
        ("opening", ["Opening hours"]),
        ("opening-hours", ["Opening hours"]),
        ("draft", []),
        ("   ", ["Opening hours", "Refunds", "Shipping"]),
    ],
)
def test_finds_what_readers_get(shelf: Cast, clients: Clients, asked: str, found: list[str]) -> None:
    assert _find(clients.viewer, asked) == found


HOSTILE = (
    '"', "''", '"""', "*", "a*b", "NEAR(a b)", "title:x", "a OR", "AND", "(", "^a", "-", "--", "- -", "a:*", "<->",
     "&", "!", "|", "\\", "%", "_", "'; DROP TABLE versioning_document; --", "{a b}", "\u200b", "💥", "\ud7ff",
    "x" * 190,
)  # fmt: skip


@pytest.mark.parametrize("ordering", ["-updated_at", "relevance"])
def test_nothing_that_can_be_typed_is_an_error(shelf: Cast, clients: Clients, ordering: str) -> None:
    queries = [{"search": f"{asked} x", "ordering": ordering} for asked in HOSTILE]

    answers = {clients.viewer.get("/api/v1/documents", query).status_code for query in queries}

    assert answers == {200}


def test_by_relevance_a_title_comes_before_a_text(shelf: Cast, clients: Clients) -> None:
    assert _find(clients.viewer, "refunds", ordering="relevance") == ["Refunds", "Shipping"]
    assert _find(clients.viewer, "shipp", ordering="relevance") == ["Shipping"]


def test_the_pages_by_relevance_are_the_whole_list(cast: Cast, clients: Clients) -> None:
    for number in range(7):
        cast.document(f"Guide {number}", body="guide " * (number % 3))
    whole = _find(clients.viewer, "guide", ordering="relevance")

    walked: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"search": "guide", "ordering": "relevance", "page_size": "2"}
        page = clients.viewer.get("/api/v1/documents", query | ({"cursor": cursor} if cursor else {})).json()
        walked += [row["title"] for row in page["data"]["documents"]]
        cursor = page["pagination"]["next_cursor"]

    assert walked == whole
    assert len(walked) == 7


def test_the_best_matches_are_those_that_other_filters_leave(
    cast: Cast, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_search, "RANKED", 1)
    category = cast.document("Guides", kind="category")
    cast.document("Guide", body="An older guide.")

    assert _find(clients.viewer, "guide", ordering="relevance", kind="category") == [category.title]


def test_the_order_by_relevance_takes_a_search(clients: Clients) -> None:
    for query in ({"ordering": "relevance"}, {"ordering": "relevance", "search": " "}):
        answer = clients.viewer.get("/api/v1/documents", query)

        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == ["ordering"]


def test_nobody_finds_what_another_project_has(shelf: Cast, clients: Clients) -> None:
    make_cast("other").document("Secret refunds")

    assert _find(clients.viewer, "refunds") == ["Refunds", "Shipping"]
    assert _find(clients.viewer, "secret") == []


def test_a_promotion_is_found_at_once_and_what_it_replaced_no_more(cast: Cast, clients: Clients) -> None:
    document = cast.document(body="About lions.")
    first = document.current
    assert first is not None
    publish_and_promote(actor=cast.publisher, draft=cast.save(cast.fork(document), body="About tigers."))

    assert [_find(clients.viewer, word) for word in ("lions", "tigers")] == [[], [document.title]]

    promote_version(actor=cast.publisher, version=first)

    assert [_find(clients.viewer, word) for word in ("lions", "tigers")] == [[document.title], []]


@pytest.mark.parametrize("asked", ["floor", "floor plan", "plan.png", "wine cellar"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("markdown", "![The wine cellar]({url})"),
        ("markdown", '<img src="{url}" alt="The wine cellar">'),
        ("wysiwyg", '<p><img alt="The wine cellar" src="{url}"></p>'),
        (
            "block",
            '{{"blocks": [{{"type": "image", "data": {{"file": {{"url": "{url}"}}, "caption": "wine cellar"}}}}]}}',
        ),
    ],
)
def test_finds_texts_by_the_names_and_alternative_texts_of_their_pictures(
    cast: Cast, clients: Clients, content_type: str, body: str, asked: str
) -> None:
    file = stored(cast, name="Floor plan.png")
    cast.document("Refunds", body="Words.")
    cast.document("Building", body=body.format(url=file.url), content_type=content_type)

    assert _find(clients.viewer, asked) == ["Building"]
