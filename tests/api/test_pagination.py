from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import signing
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast
from versioning.models.sql.keyset import SALT


def walk(client: APIClient, path: str, *, between: Callable[[], object] = lambda: None) -> Iterator[dict[str, Any]]:
    """Yield the rows of all pages, with two rows each. Call `between` after each page."""
    cursor: str | None = ""
    while cursor is not None:
        query = f"page_size=2&cursor={cursor}" if cursor else "page_size=2"
        page = client.get(f"{path}{'&' if '?' in path else '?'}{query}").json()
        (rows,) = page["data"].values()
        yield from rows
        between()
        cursor = page["pagination"]["next_cursor"]
        assert page["pagination"] == {"page_size": 2, "has_more": cursor is not None, "next_cursor": cursor}


@pytest.mark.parametrize("ordering", ["title", "-title", "created_at", "-created_at", "updated_at", "-updated_at"])
def test_walks_over_all_documents_once(cast: Cast, clients: Clients, ordering: str) -> None:
    made = {str(cast.draft(title).document_id) for title in "eadbcfg"}

    rows = list(walk(clients.viewer, f"/api/v1/documents?ordering={ordering}"))

    assert len(rows) == 7
    assert {row["id"] for row in rows} == made
    values = [row[ordering.removeprefix("-")] for row in rows]
    assert values == sorted(values, reverse=ordering.startswith("-"))


def test_equal_titles_are_neither_lost_nor_doubled(cast: Cast, clients: Clients) -> None:
    made = [str(cast.draft("Same").document_id) for _ in range(5)]

    rows = [row["id"] for row in walk(clients.viewer, "/api/v1/documents?ordering=title")]

    assert sorted(rows) == sorted(made)


def test_rows_that_are_added_meanwhile_shift_nothing(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    for _ in range(6):
        cast.fork(document)

    rows = walk(clients.viewer, f"/api/v1/documents/{document.pk}/versions", between=lambda: cast.fork(document))

    assert [row["number"] for row in rows] == [7, 6, 5, 4, 3, 2, 1]


def test_a_walk_forward_meets_rows_that_are_added(cast: Cast, clients: Clients) -> None:
    titles = iter("xy")
    for title in "abcd":
        cast.draft(title)

    def add() -> None:
        title = next(titles, None)
        if title is not None:
            cast.draft(title)

    rows = [row["title"] for row in walk(clients.viewer, "/api/v1/documents?ordering=title", between=add)]

    assert rows == list("abcdxy")


def test_an_empty_list_is_one_page(clients: Clients) -> None:
    page = clients.viewer.get("/api/v1/documents").json()

    assert page == {
        "success": True,
        "data": {"documents": []},
        "pagination": {"page_size": 25, "has_more": False, "next_cursor": None},
    }


@pytest.mark.parametrize(
    "other",
    ["documents?ordering=title", "documents?kind=article", "events", "documents?ordering=-updated_at"],
)
def test_a_cursor_belongs_to_its_list(cast: Cast, clients: Clients, other: str) -> None:
    for title in "abc":
        cast.draft(title)
    cursor = clients.viewer.get("/api/v1/documents", {"page_size": 1}).json()["pagination"]["next_cursor"]

    answer = clients.viewer.get(f"/api/v1/{other}{'&' if '?' in other else '?'}cursor={cursor}")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize("content", [[], {}, "x", 1, None, ["scope", "x"], [["a"], "b"]])
def test_a_signed_cursor_of_another_shape_is_refused(clients: Clients, content: Any) -> None:
    cursor = signing.dumps(content, salt=SALT, compress=True)

    answer = clients.viewer.get("/api/v1/documents", {"cursor": cursor})

    assert answer.status_code == 400


def test_a_forged_cursor_is_refused(cast: Cast, clients: Clients) -> None:
    for title in "ab":
        cast.draft(title)
    cursor = clients.viewer.get("/api/v1/documents", {"page_size": 1}).json()["pagination"]["next_cursor"]

    answers = [
        clients.viewer.get("/api/v1/documents", {"cursor": forged})
        for forged in (cursor[:-1], cursor + "x", "x" + cursor, signing.dumps(["x"], key="other", salt=SALT))
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400]


@pytest.mark.parametrize("name", ["projects", "workspaces", "branches", "members", "tokens", "events"])
def test_the_other_lists_are_paged_as_well(cast: Cast, clients: Clients, name: str) -> None:
    cast.document()
    whole = clients.manager.get(f"/api/v1/{name}", {"page_size": 100}).json()["data"][name]

    rows = list(walk(clients.manager, f"/api/v1/{name}"))

    assert [row["id"] for row in rows] == [row["id"] for row in whole]
    assert rows
