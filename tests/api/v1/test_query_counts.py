from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.counting import count, warmed
from tests.cast import Cast
from tests.histories import make_history
from versioning.models import Document
from versioning.services.drafts.fork_document import ForkMode

SIZES = (5, 500)
Request = Callable[[APIClient, Document], Any]


READS: dict[str, tuple[int, Callable[[Document], str]]] = {
    "the current version": (3, lambda document: f"/api/v1/documents/{document.pk}/versions/current"),
    "a version by its number": (3, lambda document: f"/api/v1/documents/{document.pk}/versions/2"),
    "the document": (5, lambda document: f"/api/v1/documents/{document.identifier}"),
    "its versions": (3, lambda document: f"/api/v1/documents/{document.pk}/versions?page_size=100"),
    "a page of its versions": (3, lambda document: f"/api/v1/documents/{document.pk}/versions?page_size=1"),
    "its stemma": (3, lambda document: f"/api/v1/documents/{document.pk}/stemma"),
    "its events": (3, lambda document: f"/api/v1/documents/{document.pk}/events"),
    "its drafts": (3, lambda document: f"/api/v1/documents/{document.pk}/drafts"),
    "two versions compared": (5, lambda document: f"/api/v1/documents/{document.pk}/compare?base=1&head=current"),
    "all documents": (3, lambda document: "/api/v1/documents"),
}


@pytest.mark.parametrize("name", READS)
def test_reading_stays_within_its_budget(cast: Cast, clients: Clients, name: str) -> None:
    budget, path = READS[name]
    documents = [make_history(cast.document(f"Of {size}"), size) for size in SIZES]
    client = warmed(clients.viewer)

    counts = [count(partial(client.get, path(document)), status=200) for document in documents]

    assert counts[0] == counts[1] <= budget


def test_every_page_costs_what_the_first_costs(cast: Cast, clients: Clients) -> None:
    document, client = make_history(cast.document(), 60), warmed(clients.viewer)
    path, counts = f"/api/v1/documents/{document.pk}/versions?page_size=20", []

    cursor: str | None = ""
    while cursor is not None:
        at = path + (f"&cursor={cursor}" if cursor else "")
        counts.append(count(partial(client.get, at), status=200))
        cursor = client.get(at).json()["pagination"]["next_cursor"]

    assert len(counts) == 3
    assert len(set(counts)) == 1


def _fork_free(client: APIClient, document: Document) -> Any:
    return client.post(f"/api/v1/documents/{document.pk}/versions", {}, format="json")


def _fork_main(client: APIClient, document: Document) -> Any:
    return client.post(f"/api/v1/documents/{document.pk}/draft", {}, format="json")


def _save(client: APIClient, path: str) -> Any:
    return client.patch(path, {"body": "New.", "title": "New"}, format="json")


def _promote(client: APIClient, document: Document) -> Any:
    return client.post(f"/api/v1/documents/{document.pk}/versions/2/activate")


WRITES: dict[str, tuple[int, int, Request]] = {
    "Orbiq's fork": (6, 201, _fork_free),
    "Omni's fork": (8, 200, _fork_main),
    "promote": (8, 200, _promote),
}


@pytest.mark.parametrize("name", WRITES)
def test_writing_stays_within_its_budget(cast: Cast, clients: Clients, name: str) -> None:
    budget, status, send = WRITES[name]
    documents = [make_history(cast.document(f"Of {size}"), size) for size in SIZES]
    client = warmed(clients.publisher)

    counts = [count(partial(send, client, document), status=status) for document in documents]

    assert counts[0] == counts[1] <= budget


@pytest.mark.parametrize(("place", "budget"), [("drafts/{identifier}", 8), ("documents/{document}/draft", 8)])
def test_saving_stays_within_its_budget(cast: Cast, clients: Clients, place: str, budget: int) -> None:
    documents = [make_history(cast.document(f"Of {size}"), size) for size in SIZES]
    client = warmed(clients.editor)
    drafts = [cast.fork(document, ForkMode.GET_OR_CREATE) for document in documents]
    paths = [f"/api/v1/{place.format(identifier=draft.identifier, document=draft.document_id)}" for draft in drafts]

    counts = [count(partial(_save, client, path), status=200) for path in paths]

    assert counts[0] == counts[1] <= budget


@pytest.mark.parametrize(("changes", "budget"), [({}, 9), ({"title": "New"}, 10), ({"body": "New."}, 11)])
def test_publishing_stays_within_its_budget(cast: Cast, clients: Clients, changes: dict[str, str], budget: int) -> None:
    documents = [make_history(cast.document(f"Of {size}"), size) for size in SIZES]
    client = warmed(clients.publisher)
    drafts = [cast.save(cast.fork(document, ForkMode.GET_OR_CREATE), **changes) for document in documents]
    paths = [f"/api/v1/documents/{draft.document_id}/draft/publish" for draft in drafts]

    counts = [count(partial(client.post, path, {}, format="json"), status=200) for path in paths]

    assert counts[0] == counts[1] <= budget


def test_a_document_far_down_the_tree_costs_what_one_below_a_category_costs(cast: Cast, clients: Clients) -> None:
    category = cast.draft("Category 0", kind="category").document
    shallow = cast.document("Shallow", parent_id=category.pk)
    for depth in range(1, 8):
        category = cast.draft(f"Category {depth}", kind="category", parent_id=category.pk).document
    deep = cast.document("Deep", parent_id=category.pk)
    client = warmed(clients.viewer)

    counts = [
        count(partial(client.get, f"/api/v1/documents/{document.pk}"), status=200) for document in (shallow, deep)
    ]

    assert counts[0] == counts[1]
