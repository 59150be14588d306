"""Filtered lists are read by prepared statements, and show the same rows as query sets do."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Clients
from tests.cast import Cast, make_cast
from versioning.api.v1.filters import DocumentFilter, EventFilter, VersionFilter
from versioning.models import Document, Event, Version
from versioning.models.sql.prepared_list import MOST_NARROWED, Narrowed, PreparedList

PAST, FUTURE = "2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
DOCUMENTS = [
    "project=handbook",
    "project=elsewhere",
    "kind=document",
    "status=published",
    "status=draft",
    "status=archived",
    "language=en",
    "language=de",
    "has_draft=true",
    "has_draft=false",
    "outdated=true",
    "outdated=false",
    f"updated_since={PAST}",
    f"updated_since={FUTURE}",
    f"kind=document&status=published&has_draft=false&updated_since={PAST}",
    "status=",
]
VERSIONS = ["status=published", "status=published,draft", f"created_since={FUTURE}", "status=draft&name=v"]
EVENTS = ["verb=document.created", f"since={PAST}", f"since={FUTURE}", f"verb=draft.forked&since={PAST}"]


@pytest.fixture
def documents(cast: Cast) -> list[Document]:
    """Return two published documents, one of them with a draft, and one that was never published."""
    published, edited = cast.document("Refunds"), cast.document("Returns")
    cast.fork(edited)
    cast.draft("Open")
    make_cast("foreign").document("Theirs")
    return [published, edited]


def shown(clients: Clients, path: str, *, rows: str) -> list[str]:
    """Return the ids of a list, read a row at a time, so that the cursors are used too."""
    found, cursor = [], ""
    while True:
        joint = "&" if "?" in path else "?"
        answer = clients.viewer.get(f"{path}{joint}page_size=1{cursor}").json()
        found += [str(row["id"]) for row in answer["data"][rows]]
        page = answer["pagination"]
        if not page["has_more"]:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def expected(filterset: Any, rows: Any, query: str) -> set[str]:
    data = dict(part.split("=") for part in query.split("&"))
    return {str(pk) for pk in filterset(data=data, queryset=rows).qs.values_list("pk", flat=True)}


@pytest.mark.parametrize("query", DOCUMENTS)
def test_documents(cast: Cast, clients: Clients, documents: list[Document], query: str) -> None:
    rows = expected(DocumentFilter, Document.objects.visible_to(cast.viewer), query)

    found = shown(clients, f"/api/v1/documents?{query}", rows="documents")

    assert (set(found), len(found)) == (rows, len(rows))


@pytest.mark.parametrize("name", ["project", "workspace", "parent"])
def test_documents_by_a_key(cast: Cast, clients: Clients, documents: list[Document], name: str) -> None:
    keys = {"project": cast.project.pk, "workspace": documents[0].workspace_id, "parent": documents[0].pk}
    query = f"{name}={keys[name]}"
    rows = expected(DocumentFilter, Document.objects.visible_to(cast.viewer), query)

    found = shown(clients, f"/api/v1/documents?{query}", rows="documents")

    assert set(found) == rows


@pytest.mark.parametrize("query", VERSIONS)
def test_versions(clients: Clients, documents: list[Document], query: str) -> None:
    rows = expected(VersionFilter, Version.objects.of(documents[1].pk), query)

    found = shown(clients, f"/api/v1/documents/{documents[1].pk}/versions?{query}", rows="versions")

    assert (set(found), len(found)) == (rows, len(rows))


@pytest.mark.parametrize("query", EVENTS)
def test_events(cast: Cast, clients: Clients, documents: list[Document], query: str) -> None:
    rows = expected(EventFilter, Event.objects.visible_to(cast.viewer), query)

    found = shown(clients, f"/api/v1/events?{query}", rows="events")

    assert (set(found), len(found)) == (rows, len(rows))


def test_a_filter_adds_no_statement(clients: Clients, documents: list[Document]) -> None:
    clients.viewer.get("/api/v1/documents")  # notes that the token was used
    counts = []
    for query in ("", "?project=handbook&kind=document&has_draft=true"):
        with CaptureQueriesContext(connection) as captured:
            clients.viewer.get(f"/api/v1/documents{query}")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_wrong_filter_is_named(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/documents?workspace=nowhere&kind=document")

    assert answer.status_code == 400
    assert "workspace" in str(answer.json())


def test_few_combinations_are_kept() -> None:
    rows = PreparedList(Document.objects.all)

    for number in range(MOST_NARROWED + 10):
        rows.narrowed(Narrowed(chosen={number: lambda documents: documents}))

    assert len(rows._narrowed) == MOST_NARROWED
