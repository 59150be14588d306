from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import Clients
from tests.api.problems import assert_refused
from tests.cast import Cast, client_with, make_cast, make_token
from versioning.models import Document, Presentation, Role, Token
from versioning.services.access.add_member import add_member
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.projects.create_workspace import create_workspace


def titles(clients: Clients, query: str) -> list[str]:
    answer = clients.viewer.get(f"/api/v1/documents?ordering=title{query}")
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["data"]["documents"]]


def test_lists_the_documents_that_the_token_may_read(cast: Cast, clients: Clients) -> None:
    cast.document("Ours")
    make_cast("foreign").document("Theirs")

    assert titles(clients, "") == ["Ours"]


def test_a_project_token_reads_its_project_alone(cast: Cast) -> None:
    foreign = make_cast("foreign")
    cast.document("Ours")
    foreign.document("Theirs")
    _, raw = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=foreign.project, role=Role.VIEWER)

    rows = client_with(raw).get("/api/v1/documents").json()["data"]["documents"]

    assert [row["title"] for row in rows] == ["Theirs"]


def test_a_row_shows_the_current_version_and_no_text(cast: Cast, clients: Clients) -> None:
    document = cast.document()

    (row,) = clients.viewer.get("/api/v1/documents").json()["data"]["documents"]

    assert row["current_version"]["id"] == str(document.current_id)
    assert row["current_version"]["is_active"] is True
    assert "body" not in row["current_version"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&kind=category", ["Guides"]),
        ("&status=draft", ["Open"]),
        ("&status=published", ["Guides", "Refunds"]),
        ("&status=archived", []),
        ("&search=REFUND", ["Refunds"]),
        ("&search=money%20back", ["Refunds"]),
        ("&search=money%20never", []),
        ("&has_draft=true", ["Open"]),
        ("&has_draft=false", ["Guides", "Refunds"]),
        ("&outdated=true", []),
        ("&outdated=false", ["Guides", "Open", "Refunds"]),
        ("&language=pt-BR", ["Refunds"]),
        ("&project=handbook", ["Guides", "Open", "Refunds"]),
        ("&project=elsewhere", []),
    ],
)
def test_filters_the_list(cast: Cast, clients: Clients, query: str, expected: list[str]) -> None:
    category = cast.document("Guides", kind="category")
    cast.document("Refunds", description="Your money back", language="pt-BR", parent_id=category.pk)
    cast.draft("Open")

    assert titles(clients, query) == expected


def test_filters_by_place_and_time(cast: Cast, clients: Clients) -> None:
    category = cast.document("Guides", kind="category")
    cast.document("Below", parent_id=category.pk)
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert titles(clients, f"&parent={category.pk}") == ["Below"]
    assert titles(clients, f"&workspace={cast.workspace.pk}") == ["Below", "Guides"]
    assert titles(clients, f"&updated_since={later}") == []


def test_finds_outdated_drafts(cast: Cast, clients: Clients) -> None:
    document = cast.document("Behind")
    cast.fork(document, ForkMode.GET_OR_CREATE)
    cast.version(document, "Meanwhile.\n")

    assert titles(clients, "&outdated=true") == ["Behind"]


def test_creates_a_document_with_a_draft(cast: Cast, clients: Clients) -> None:
    values = {"title": "New", "body": " Text.\n", "fields": {"colour": "red"}, "name": "First", "project": "handbook"}

    answer = clients.editor.post("/api/v1/documents", values, format="json")

    data = answer.json()["data"]
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/documents/{data['documentId']}")
    assert data["document"]["slug"] == "new"
    assert data["draft"]["version"]["body"] == " Text.\n"
    assert data["draft"]["version"]["fields"] == {"colour": "red"}
    assert data["draft"]["version"]["name"] == "First"
    assert data["draft"]["branch"]["name"] == "main"
    assert data["draft"]["revision"] == 1


HEAD = "description: Money back\nslug: money\nlang: de\nweight: 7\ndraft: true\ntags: [shop]\ndate: 2024-03-02\n"
BODY = f"---\n{HEAD}---\nText.\n"


def test_the_front_matter_of_a_new_text_states_what_the_request_does_not(cast: Cast, clients: Clients) -> None:
    values = {"title": "New", "body": BODY, "project": "handbook"}

    answer = clients.editor.post("/api/v1/documents", {**values, "order": 2, "hidden": False}, format="json")

    data = answer.json()["data"]
    shown = {name: data["document"][name] for name in ("slug", "language", "order", "hidden", "description")}
    assert shown == {"slug": "money", "language": "de", "order": 2, "hidden": False, "description": "Money back"}
    assert data["draft"]["version"]["body"] == BODY


def test_the_tags_of_a_new_text_become_those_of_the_document(clients: Clients) -> None:
    clients.editor.post("/api/v1/documents", {"title": "New", "body": BODY}, format="json")

    assert Presentation.objects.get(document__title="New").tags == ["shop"]


def test_a_text_comes_with_what_its_front_matter_says(cast: Cast, clients: Clients) -> None:
    document = cast.document(body=BODY)

    version = clients.viewer.get(f"/api/v1/documents/{document.pk}").json()["version"]

    assert version["front_matter"] == {
        "title": None,
        "description": "Money back",
        "slug": "money",
        "tags": ["shop"],
        "language": "de",
        "date": "2024-03-02T00:00:00Z",
        "draft": True,
        "order": 7,
        "aliases": [],
    }


@pytest.mark.parametrize("values", [{"body": "Text.\n"}, {"body": BODY, "content_type": "wysiwyg"}])
def test_a_text_without_front_matter_says_nothing(cast: Cast, clients: Clients, values: dict[str, str]) -> None:
    document = cast.document(**values)

    version = clients.viewer.get(f"/api/v1/documents/{document.pk}").json()["version"]

    assert version["front_matter"] is None


def test_lines_of_front_matter_that_are_kept_beside_the_text_count(cast: Cast, clients: Clients) -> None:
    document = cast.document(body="Text.\n", fields={"front_matter": "weight: 4\n"})

    version = clients.viewer.get(f"/api/v1/documents/{document.pk}").json()["version"]

    assert (version["front_matter"]["order"], version["body"]) == (4, "Text.\n")


def test_front_matter_of_other_texts_is_text(clients: Clients) -> None:
    values = {"title": "New", "body": BODY, "content_type": "wysiwyg"}

    answer = clients.editor.post("/api/v1/documents", values, format="json")

    assert answer.json()["data"]["document"]["slug"] == "new"


def test_keeps_orbiq_s_metadata_as_its_page_writes_it(clients: Clients) -> None:
    values = {"title": "New", "issue_date": "20250430", "featured": {"control": True}, "fields": {"colour": "red"}}

    answer = clients.editor.post("/api/v1/documents", values, format="json")

    data = answer.json()["data"]
    assert data["document"]["issue_date"] == "2025-04-30"
    assert data["document"]["featured"] == {"control": True, "resource": False}
    assert data["draft"]["version"]["fields"].keys() == {"colour", "issue_date", "featured"}


def test_shows_nothing_in_orbiq_s_members_that_its_page_does_not_allow(cast: Cast, clients: Clients) -> None:
    odd = {"issue_date": 5, "expiry_date": ["x"], "validity_months": "x", "featured": 3}
    document = cast.document(fields={**odd, "state": {}, "access_level": None})

    shown = clients.viewer.get(f"/api/v1/documents/{document.pk}").json()

    assert (shown["document"]["state"], shown["document"]["access_level"]) == ("valid", "internal")
    assert {shown["document"][name] for name in ("issue_date", "expiry_date", "validity_months")} == {None}
    assert shown["document"]["featured"] == {"control": False, "resource": False}
    assert shown["version"]["fields"].items() >= odd.items()


def test_never_guesses_in_which_of_several_projects_to_create(cast: Cast, clients: Clients) -> None:
    create_workspace(actor=cast.manager, project=cast.project, slug="second")
    foreign = make_cast("foreign")
    add_member(actor=foreign.manager, project=foreign.project, user=cast.editor.user, role=Role.EDITOR)

    answer = clients.editor.post("/api/v1/documents", {"title": "New"}, format="json")

    assert_refused(answer, field="project")
    assert not Document.objects.exists()


def test_reads_a_document_that_has_nothing_published(cast: Cast, clients: Clients) -> None:
    document = cast.draft().document

    body = clients.viewer.get(f"/api/v1/documents/{document.identifier}").json()

    assert (body["current_version"], body["version"]) == (None, None)
    assert body["document"]["state"] == "pending"
    assert [row["status"] for row in body["versions"]] == ["draft"]


def test_shows_what_the_reader_may_do(cast: Cast, clients: Clients) -> None:
    document = cast.document()

    found = {
        name: clients_of.get(f"/api/v1/documents/{document.pk}").json()["document"]["allowed_actions"]
        for name, clients_of in (("viewer", clients.viewer), ("editor", clients.editor))
    }

    assert found == {"viewer": [], "editor": ["edit_document", "fork", "save", "discard"]}


def test_renders_the_text_as_sanitised_html(cast: Cast, clients: Clients) -> None:
    document = cast.document(body="# Title\n\n<script>alert(1)</script>\n")

    html = clients.viewer.get(f"/api/v1/documents/{document.pk}?format=html").json()["version"]["html"]

    assert "<h1" in html
    assert "<script" not in html


def test_shows_one_hundred_versions_and_says_that_there_are_more(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    for _ in range(100):
        cast.fork(document)

    body = clients.viewer.get(f"/api/v1/documents/{document.pk}").json()

    assert len(body["versions"]) == 100
    assert body["versions_truncated"] is True


@pytest.mark.parametrize(
    "values", [{"order": 5}, {"hidden": True}, {"slug": "new-slug"}, {"language": "pt-BR"}, {"parent_id": None}]
)
def test_changes_a_document(cast: Cast, clients: Clients, values: dict[str, Any]) -> None:
    document = cast.document()

    answer = clients.editor.patch(f"/api/v1/documents/{document.pk}", values, format="json")

    shown = answer.json()["data"]["document"]
    assert answer.status_code == 200
    assert {("category" if name == "parent_id" else name) for name in values} <= shown.keys()
    assert all(shown["category" if name == "parent_id" else name] == value for name, value in values.items())


def test_trash_and_back(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    path = f"/api/v1/documents/{document.pk}"

    statuses = [
        clients.manager.delete(path).status_code,
        clients.manager.get(path).status_code,
        clients.manager.get(f"{path}/versions").status_code,
        clients.manager.post(f"{path}/restore").status_code,
        clients.manager.get(path).status_code,
    ]

    assert statuses == [204, 404, 404, 200, 200]
    assert Document.objects.get().trashed_at is None
