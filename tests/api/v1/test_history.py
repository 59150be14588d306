from datetime import datetime, timedelta
from datetime import timezone as FixedZone
from urllib.parse import quote

import pytest
from django.utils import timezone

from tests.api.conftest import Clients
from tests.cast import Cast, client_with, make_cast, make_token
from versioning.models import Document, Role, Token
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.versions.archive_version import archive_version


def test_the_stemma_tells_versions_and_their_parents(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    first = document.current_id
    draft = cast.fork(document, ForkMode.GET_OR_CREATE)
    third = cast.version(document, "Third.\n")

    data = clients.viewer.get(f"/api/v1/documents/{document.pk}/stemma").json()["data"]

    assert [node["number"] for node in data["nodes"]] == [3, 2, 1]
    assert [node["is_active"] for node in data["nodes"]] == [True, False, False]
    assert [node["branch"] for node in data["nodes"]] == [None, "main", None]
    assert [node["outdated"] for node in data["nodes"]] == [False, True, False]
    assert data["edges"] == [
        {"parent": str(first), "child": str(third.pk), "kind": "fork"},
        {"parent": str(first), "child": str(draft.version_id), "kind": "fork"},
    ]
    assert data["next_before"] is None


def test_the_stemma_goes_on_before_a_number(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    cast.fork(document)

    data = clients.viewer.get(f"/api/v1/documents/{document.pk}/stemma?before=2").json()["data"]

    assert [node["number"] for node in data["nodes"]] == [1]


def test_events_of_a_document_are_told_the_latest_first(cast: Cast, clients: Clients) -> None:
    document = cast.document()

    rows = clients.viewer.get(f"/api/v1/documents/{document.pk}/events").json()["data"]["events"]

    assert [row["verb"] for row in rows] == ["version.promoted", "version.published", "document.created"]
    assert rows[0]["actor"] == {"id": str(cast.publisher.user.pk), "name": "Paul handbook"}
    assert rows[0]["version_id"] == str(document.current_id)


def test_events_of_other_projects_are_not_told(cast: Cast, clients: Clients) -> None:
    make_cast("foreign").document()

    rows = clients.viewer.get("/api/v1/events?page_size=100").json()["data"]["events"]

    assert {row["project_id"] for row in rows} == {str(cast.project.pk)}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("verb=version.promoted", 1),
        ("verb=draft.saved", 0),
        ("since=2999-01-01T00:00:00Z", 0),
        ("since=2001-01-01T00:00:00Z", 4),
    ],
)
def test_filters_events(cast: Cast, clients: Clients, query: str, count: int) -> None:
    cast.document()

    rows = clients.viewer.get(f"/api/v1/events?{query}").json()["data"]["events"]

    assert len(rows) == count


def test_filters_events_by_who_and_what(cast: Cast, clients: Clients) -> None:
    document, _ = cast.document(), cast.document("Other")
    query = f"document={document.pk}&actor={cast.publisher.user.pk}&project={cast.project.pk}"

    rows = clients.viewer.get(f"/api/v1/events?{query}").json()["data"]["events"]

    assert [row["verb"] for row in rows] == ["version.promoted", "version.published"]


@pytest.mark.parametrize("path", ["stemma", "events", "compare?base=1&head=1", "drafts", "versions"])
def test_the_history_of_what_is_in_the_trash_is_not_told(cast: Cast, clients: Clients, path: str) -> None:
    document = cast.document()
    trash_document(actor=cast.manager, document=document)

    answer = clients.manager.get(f"/api/v1/documents/{document.pk}/{path}")

    assert answer.status_code == 404


def seen_at(clients: Clients, document: Document, moment: datetime) -> str | None:
    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}?as_of={quote(moment.isoformat())}")
    version = answer.json()["version"]
    return version and str(version["body"])


def test_shows_what_readers_saw_at_a_moment(cast: Cast, clients: Clients) -> None:
    before = timezone.now()
    document = cast.document(body="First.\n")
    between = timezone.now()
    cast.version(document, "Second.\n")

    found = [seen_at(clients, document, moment) for moment in (before, between, timezone.now())]

    assert found == [None, "First.\n", "Second.\n"]


def test_a_moment_may_be_told_in_any_time_zone(cast: Cast, clients: Clients) -> None:
    document = cast.document(body="First.\n")
    moment = timezone.now()
    cast.version(document, "Second.\n")

    found = [seen_at(clients, document, moment.astimezone(FixedZone(timedelta(hours=hours)))) for hours in (-12, 2, 14)]

    assert found == ["First.\n", "First.\n", "First.\n"]


def test_a_moment_of_an_archived_pointer_shows_nothing(cast: Cast, clients: Clients) -> None:
    document = cast.document(body="First.\n")
    assert document.current is not None
    archive_version(actor=cast.publisher, version=document.current)

    assert seen_at(clients, document, timezone.now()) is None


def test_tells_of_tokens_to_those_alone_who_manage_them(cast: Cast, clients: Clients) -> None:
    values = {"kind": "project", "project": "handbook", "name": "Nightly", "role": "editor"}
    clients.manager.post("/api/v1/tokens", values, format="json")
    managing, seeing = (
        client_with(make_token(cast.manager.user, kind=kind, project=project, role=role)[1])
        for kind, project, role in (
            (Token.Kind.PROJECT, cast.project, Role.MANAGER),
            (Token.Kind.ORGANIZATION, None, Role.PUBLISHER),
        )
    )

    told = [
        [row["verb"] for row in client.get("/api/v1/events?verb=token.created").json()["data"]["events"]]
        for client in (clients.manager, managing, clients.viewer, clients.publisher, seeing, clients.stranger)
    ]

    assert told == [["token.created"], ["token.created"], [], [], [], []]
