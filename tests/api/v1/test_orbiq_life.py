from uuid import uuid4

import pytest

from tests.api.conftest import WireFor
from tests.cast import Cast
from versioning.models import Document, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version

MOVES = [
    ("draft", "draft", 200, None),
    ("draft", "published", 200, None),
    ("draft", "archived", 200, None),
    ("published", "draft", 409, "version_frozen"),
    ("published", "published", 200, None),
    ("published", "archived", 200, None),
    ("archived", "draft", 409, "version_frozen"),
    ("archived", "published", 200, None),
    ("archived", "archived", 200, None),
    ("discarded", "draft", 200, None),
    ("discarded", "published", 200, None),
    ("discarded", "archived", 200, None),
]


def path_of(version: Version) -> str:
    return f"/api/v1/documents/{version.document_id}/versions/{version.pk}"


def version_in_state(cast: Cast, state: str) -> Version:
    draft = cast.fork(cast.document())
    if state == "draft":
        return draft.version
    if state == "discarded":
        return discard_draft(actor=cast.editor, draft=draft)
    version = publish_version(actor=cast.publisher, version=draft.version)
    return archive_version(actor=cast.publisher, version=version) if state == "archived" else version


@pytest.mark.parametrize(("state", "wanted", "status", "code"), MOVES)
def test_moves_a_version_to_a_status(
    live_cast: Cast, wire_for: WireFor, state: str, wanted: str, status: int, code: str | None
) -> None:
    version = version_in_state(live_cast, state)

    answer = wire_for(live_cast.publisher).patch(path_of(version), f'{{"status": "{wanted}"}}')

    kept = Version.objects.get(pk=version.pk)
    assert answer.status == status
    assert answer.json.get("code") == code
    assert kept.status == (wanted if status == 200 else version.status)
    if status == 200:
        assert answer.json["data"]["version"]["status"] == wanted


def test_publishing_does_not_promote(live_cast: Cast, wire_for: WireFor) -> None:
    version = live_cast.save(live_cast.fork(live_cast.document()), description="New", body="New\n").version

    answer = wire_for(live_cast.publisher).patch(path_of(version), '{"status": "published"}')

    shown = answer.json["data"]["version"]
    assert shown["is_active"] is False
    assert shown["modified_fields"] == ["description", "body"]
    assert shown["date_updated"] >= shown["date_created"]


def test_a_frozen_version_advises_to_fork(live_cast: Cast, wire_for: WireFor) -> None:
    version = version_in_state(live_cast, "published")

    answer = wire_for(live_cast.publisher).patch(path_of(version), '{"status": "draft"}')

    assert "Fork" in answer.json["message"]


@pytest.mark.parametrize(
    "body", ["{}", '{"status": "forked"}', '{"status": null}', '{"status": 1}', '{"status": "draft", "name": "x"}', ""]
)
def test_refuses_other_statuses(live_cast: Cast, wire_for: WireFor, body: str) -> None:
    version = version_in_state(live_cast, "draft")

    answer = wire_for(live_cast.publisher).patch(path_of(version), body)

    assert answer.status == 400
    assert answer.json["code"] == "validation_failed"
    assert [error["field"] for error in answer.json["errors"]] == ["status"]


def test_activates_a_published_version_and_none_else(live_cast: Cast, wire_for: WireFor) -> None:
    version = version_in_state(live_cast, "published")
    wire = wire_for(live_cast.publisher)

    answer = wire.post(f"{path_of(version)}/activate")

    listed = wire.get(f"/api/v1/documents/{version.document_id}").json["versions"]
    assert answer.status == 200
    assert answer.json["data"]["version"]["is_active"] is True
    assert [row["id"] for row in listed if row["is_active"]] == [str(version.pk)]
    assert [row["status"] for row in listed] == ["published", "published"]


@pytest.mark.parametrize("state", ["draft", "archived", "discarded"])
def test_activates_published_versions_only(live_cast: Cast, wire_for: WireFor, state: str) -> None:
    version = version_in_state(live_cast, state)

    answer = wire_for(live_cast.publisher).post(f"{path_of(version)}/activate")

    document = Document.objects.get(pk=version.document_id)
    assert answer.status == 409
    assert answer.json["code"] == "not_published"
    assert document.current_id not in (None, version.pk)


def test_an_editor_may_not_activate(live_cast: Cast, wire_for: WireFor) -> None:
    version = version_in_state(live_cast, "published")

    answer = wire_for(live_cast.editor).post(f"{path_of(version)}/activate")

    assert answer.status == 403


def test_there_is_no_such_version_to_activate(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.publisher).post(f"/api/v1/documents/{document.pk}/versions/{uuid4()}/activate")

    assert answer.status == 404


def test_shows_a_document_without_a_wrapper(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}")

    body = answer.json
    assert answer.status == 200
    assert set(body) == {
        "document", "categories", "versions", "versions_truncated", "current_version", "version",
    }  # fmt: skip
    assert body["document"].keys() >= {
        "id", "title", "description", "access_level", "issue_date", "expiry_date", "validity_months", "state",
        "featured", "versioning", "file", "category",
    }  # fmt: skip
    assert body["document"]["state"] == "valid"
    assert body["document"]["versioning"] is True
    assert body["document"]["featured"] == {"control": False, "resource": False}
    assert set(body["document"]["file"]) == {"id", "filename_download", "filesize", "type", "url"}
    assert body["versions"][0].keys() >= {"id", "name", "status"}
    assert body["current_version"]["id"] == str(document.current_id)


@pytest.mark.parametrize(("word", "shown"), [("true", True), ("false", False), ("1", True), ("0", False)])
def test_versions_are_left_out_on_request(live_cast: Cast, wire_for: WireFor, word: str, shown: bool) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}?include_versions={word}")

    assert ("versions" in answer.json) is shown


def test_shows_the_version_that_is_asked_for(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document(body="Old.\n")
    first = document.current_id
    live_cast.version(document, "New.\n")

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}?version={first}")

    assert answer.json["version"]["body"] == "Old.\n"
    assert answer.json["version"]["is_active"] is False
    assert answer.json["current_version"]["id"] != str(first)


def test_shows_the_current_version_by_its_word(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document(body="Old.\n")
    live_cast.version(document, "New.\n")

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}?version=current")

    assert answer.json["version"]["body"] == "New.\n"


@pytest.mark.parametrize(
    ("statuses", "numbers"),
    [("draft", [2]), ("published", [1]), ("draft,published", [2, 1]), ("archived", []), ("draft,draft", [2])],
)
def test_versions_of_these_statuses(live_cast: Cast, wire_for: WireFor, statuses: str, numbers: list[int]) -> None:
    document = live_cast.document()
    live_cast.fork(document)

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}?version_status={statuses}")

    assert [row["number"] for row in answer.json["versions"]] == numbers


@pytest.mark.parametrize("statuses", ["", "Draft", "forked", "draft,", ",draft", "draft;published"])
def test_refuses_other_words_for_statuses(live_cast: Cast, wire_for: WireFor, statuses: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).get(f"/api/v1/documents/{document.pk}?version_status={statuses}")

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["version_status"]


def test_creates_a_document_with_the_members_of_the_page(live_cast: Cast, wire_for: WireFor) -> None:
    category = live_cast.document("Guides", kind="category")
    body = (
        f'{{"title": "Penetration test", "category": "{category.pk}", "access_level": "requires_nda", '
        '"issue_date": "2025-04-30", "validity_months": 12, "state": "valid", "show_validity_period_on_card": true}'
    )
    wire = wire_for(live_cast.editor)

    answer = wire.post("/api/v1/documents", body)

    shown = wire.get(f"/api/v1/documents/{answer.json['data']['documentId']}?version=1").json
    assert answer.status == 201
    assert answer.json["success"] is True
    assert shown["document"]["access_level"] == "requires_nda"
    assert shown["document"]["issue_date"] == "2025-04-30"
    assert shown["document"]["validity_months"] == 12
    assert shown["document"]["category"] == str(category.pk)
    assert [row["title"] for row in shown["categories"]] == ["Guides"]


@pytest.mark.parametrize("reference", ["497f6eca-6276-4993-bfeb-53cbbbba6f08", "99", "0", "current", "not-a-version"])
@pytest.mark.parametrize(("method", "rest"), [("PATCH", ""), ("POST", "/activate"), ("GET", ""), ("DELETE", "")])
def test_a_version_that_does_not_exist_is_not_found(
    live_cast: Cast, wire_for: WireFor, method: str, rest: str, reference: str
) -> None:
    document = live_cast.draft().document
    path = f"/api/v1/documents/{document.pk}/versions/{reference}{rest}"

    answer = wire_for(live_cast.manager).send(method, path, '{"status": "published"}')

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert answer.json["type"].endswith("/docs/errors/not-found")
