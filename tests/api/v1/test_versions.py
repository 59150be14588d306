from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.cast import TEXT, Cast
from versioning.models import Version
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.trash_version import trash_version


def numbers(clients: Clients, path: str) -> list[int]:
    answer = clients.viewer.get(path)
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["data"]["versions"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("?status=published", [2, 1]),
        ("?status=draft,published", [3, 2, 1]),
        ("?status=archived", []),
        ("?name=spr", [3]),
        ("?created_since=2999-01-01T00:00:00Z", []),
    ],
)
def test_lists_the_newest_first(cast: Cast, clients: Clients, query: str, expected: list[int]) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")
    cast.fork(document, name="Spring")

    assert numbers(clients, f"/api/v1/documents/{document.pk}/versions{query}") == expected


def test_lists_by_who_made_it(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    path = f"/api/v1/documents/{document.pk}/versions"

    assert numbers(clients, f"{path}?created_by={cast.editor.user.pk}") == [1]
    assert numbers(clients, f"{path}?created_by={cast.viewer.user.pk}") == []


@pytest.mark.parametrize("reference", ["1", "{pk}", "current"])
def test_reads_a_version_by_each_of_its_names(cast: Cast, clients: Clients, reference: str) -> None:
    document = cast.document()
    name = reference.format(pk=document.current_id)

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{name}")

    version = answer.json()["data"]["version"]
    assert (version["id"], version["body"]) == (str(document.current_id), TEXT)
    assert "html" not in version


def test_reads_a_version_as_html(cast: Cast, clients: Clients) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/1?format=html")

    assert "<h1" in answer.json()["data"]["version"]["html"]


@pytest.mark.parametrize("reference", ["2", "current"])
def test_there_is_no_such_version(cast: Cast, clients: Clients, reference: str) -> None:
    document = cast.draft().document

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{reference}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_version_of_another_document_is_none(cast: Cast, clients: Clients) -> None:
    document, other = cast.document(), cast.document("Other")

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{other.current_id}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("values", "modified"),
    [
        ({"title": "New"}, ["title"]),
        ({"body": "New\n"}, ["body"]),
        ({"body": TEXT}, []),
        ({"fields": {"a": [1, {"b": None}]}}, ["fields"]),
        ({"description": " d ", "content_type": "wysiwyg"}, ["description", "content_type"]),
        ({"name": "Renamed"}, []),
    ],
)
def test_saves_an_open_draft(cast: Cast, clients: Clients, values: dict[str, Any], modified: list[str]) -> None:
    draft = cast.fork(cast.document())
    path = f"/api/v1/documents/{draft.document_id}/versions/{draft.version_id}"

    answer = clients.editor.patch(path, values, format="json")

    read = clients.viewer.get(path).json()["data"]["version"]
    assert (answer.status_code, answer["ETag"]) == (200, f'"{draft.identifier}-2"')
    assert {name: read[name] for name in values} == values
    assert read["modified_fields"] == modified


def test_a_published_version_is_not_saved(cast: Cast, clients: Clients) -> None:
    document = cast.document()

    answer = clients.manager.patch(f"/api/v1/documents/{document.pk}/versions/1", {"body": "x"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "version_frozen")
    assert Version.objects.get().text == TEXT


def test_discards_a_draft(cast: Cast, clients: Clients) -> None:
    version = cast.fork(cast.document()).version
    path = f"/api/v1/documents/{version.document_id}/versions/{version.pk}"

    first, second = clients.editor.delete(path), clients.editor.delete(path)

    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()["code"]) == (409, "not_a_draft")
    assert clients.viewer.get(path).json()["data"]["version"]["status"] == "archived"


def test_a_published_version_is_not_discarded(cast: Cast, clients: Clients) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)

    answer = clients.manager.delete(f"/api/v1/documents/{version.document_id}/versions/{version.pk}")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")


def test_a_version_comes_back_from_the_trash(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")
    first = Version.objects.get(document=document, number=1)
    path = f"/api/v1/documents/{document.identifier}/versions/1"
    trash_version(actor=cast.manager, version=first)

    answers = [
        clients.manager.get(path),
        clients.manager.post(f"{path}/restore"),
        clients.manager.get(path),
        clients.manager.post(f"{path}/restore"),
    ]

    assert [answer.status_code for answer in answers] == [404, 200, 200, 200]
    assert answers[1].json()["data"]["version"]["id"] == str(first.pk)


@pytest.mark.parametrize("version", ["9", "current", "nothing"])
def test_what_never_was_does_not_come_back(cast: Cast, clients: Clients, version: str) -> None:
    draft = cast.draft()

    answer = clients.manager.post(f"/api/v1/documents/{draft.document_id}/versions/{version}/restore")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_list_that_is_narrowed_has_the_same_rows(cast: Cast, clients: Clients) -> None:
    document = cast.version(cast.document(), "Other.").document
    cast.save(cast.fork(document), title="New")
    path = f"/api/v1/documents/{document.pk}/versions"

    whole, narrowed = (clients.viewer.get(f"{path}{query}").json() for query in ("", "?name=v&created_by="))

    assert len(whole["data"]["versions"]) == 3
    assert narrowed == whole


def test_an_indented_answer_says_the_same(cast: Cast, clients: Clients) -> None:
    path = f"/api/v1/documents/{cast.document().pk}/versions"

    plain, indented = (clients.viewer.get(path, HTTP_ACCEPT=accept) for accept in ("*/*", "application/json; indent=2"))

    assert b'\n  "success"' in indented.content
    assert indented.json() == plain.json()
