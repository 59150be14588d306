import re
import time
from uuid import UUID

import pytest

from tests.api.conftest import WireFor
from tests.api.wire import Answer
from tests.cast import Cast, make_cast
from versioning.models import Document, Version
from versioning.services.versions.publish_version import publish_version

PAGE_MEMBERS = {"id", "key", "name", "status", "is_active", "date_created", "date_updated", "modified_fields"}
SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def versions_of(document: Document) -> str:
    return f"/api/v1/documents/{document.pk}/versions"


def version_in(answer: Answer) -> dict[str, object]:
    assert answer.json["success"] is True
    assert set(answer.json) == {"success", "data"}
    assert set(answer.json["data"]) == {"version"}
    found: dict[str, object] = answer.json["data"]["version"]
    return found


def assert_is_problem(answer: Answer, *, status: int, page: str, code: str) -> None:
    body = answer.json
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body["type"] == body["doc_url"]
    assert body["type"].endswith(f"/errors/{page}")
    assert body["code"] == code
    assert isinstance(body["message"], str)
    assert body["message"]


def test_creates_a_version_from_an_empty_object(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), "{}")

    version = version_in(answer)
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert version.keys() >= PAGE_MEMBERS
    assert str(UUID(str(version["id"]))) == version["id"]
    assert re.fullmatch(r"draft_\d{13}", str(version["key"]))
    assert version["name"] == "v2"
    assert version["status"] == "draft"
    assert version["is_active"] is False
    assert SECONDS.fullmatch(str(version["date_created"]))
    assert version["date_created"] == version["date_updated"]
    assert version["modified_fields"] == []


def test_the_key_is_the_moment_of_creation_in_milliseconds(live_cast: Cast, wire_for: WireFor) -> None:
    document, before = live_cast.document(), time.time_ns() // 1_000_000

    answer = wire_for(live_cast.editor).post(versions_of(document), "{}")

    moment = int(str(version_in(answer)["key"]).removeprefix("draft_"))
    assert before <= moment <= time.time_ns() // 1_000_000 + 10


def test_says_where_the_new_version_is(live_cast: Cast, wire_for: WireFor) -> None:
    wire = wire_for(live_cast.editor)

    created = wire.post(versions_of(live_cast.document()), "{}")

    path = created.headers["Location"].removeprefix(wire.url)
    assert version_in(wire.get(path))["id"] == version_in(created)["id"]


def test_needs_neither_a_body_nor_a_content_type(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document))

    assert answer.status == 201


def test_echoes_the_name(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), '{"name": "Q2 Refresh"}')

    assert version_in(answer)["name"] == "Q2 Refresh"


@pytest.mark.parametrize("name", ["null", '""'])
def test_gives_a_name_where_none_is_said(live_cast: Cast, wire_for: WireFor, name: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), f'{{"name": {name}}}')

    assert version_in(answer)["name"] == "v2"


@pytest.mark.parametrize(("length", "status"), [(255, 201), (256, 400)])
def test_takes_names_of_255_characters(live_cast: Cast, wire_for: WireFor, length: int, status: int) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), f'{{"name": "{"é" * length}"}}')

    assert answer.status == status


def test_there_may_be_any_number_of_drafts(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)

    answers = [wire.post(versions_of(document), "{}") for _ in range(3)]

    versions = [version_in(answer) for answer in answers]
    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({version["id"] for version in versions}) == 3
    assert len({version["key"] for version in versions}) == 3


def test_clones_the_version_that_is_named(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document(body="Old text.\n")
    first = document.current
    assert first is not None
    live_cast.version(document, "New text.\n")

    answer = wire_for(live_cast.editor).post(versions_of(document), f'{{"source_version_id": "{first.pk}"}}')

    assert Version.objects.get(pk=str(version_in(answer)["id"])).text == "Old text.\n"


@pytest.mark.parametrize("body", ["{}", '{"source_version_id": "current"}'])
def test_clones_the_promoted_version(live_cast: Cast, wire_for: WireFor, body: str) -> None:
    document = live_cast.document(body="Promoted.\n")
    other = live_cast.save(live_cast.fork(document), body="Published only.\n")
    publish_version(actor=live_cast.publisher, version=other.version)

    answer = wire_for(live_cast.editor).post(versions_of(document), body)

    assert Version.objects.get(pk=str(version_in(answer)["id"])).text == "Promoted.\n"


def test_null_is_as_good_as_left_out(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), '{"source_version_id": null, "name": null}')

    assert answer.status == 201
    assert version_in(answer)["source_version_id"] == str(document.current_id)
    assert version_in(answer)["name"] == "v2"


def test_a_new_version_changes_nothing_for_readers(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)
    before = wire.get(f"{versions_of(document)}/current").body

    wire.post(versions_of(document), "{}")

    assert wire.get(f"{versions_of(document)}/current").body == before


@pytest.mark.parametrize("source", ["00000000-0000-4000-8000-000000000000", "not-a-version", "99", "-1", "", " "])
def test_refuses_a_source_that_does_not_exist(live_cast: Cast, wire_for: WireFor, source: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), f'{{"source_version_id": "{source}"}}')

    assert_is_problem(answer, status=400, page="validation", code="validation_failed")
    assert answer.json["message"] == "source_version_id must refer to an existing version."
    assert document.versions.count() == 1


def test_refuses_the_version_of_another_document(live_cast: Cast, wire_for: WireFor) -> None:
    document, other = live_cast.document(), live_cast.document("Other")
    body = f'{{"source_version_id": "{other.current_id}"}}'

    answer = wire_for(live_cast.editor).post(versions_of(document), body)

    assert_is_problem(answer, status=400, page="validation", code="validation_failed")


def test_refuses_current_where_nothing_is_promoted(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.draft().document

    answer = wire_for(live_cast.editor).post(versions_of(document), '{"source_version_id": "current"}')

    assert_is_problem(answer, status=400, page="validation", code="validation_failed")


def test_clones_the_newest_version_where_nothing_was_published(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.draft(body="Only a draft.\n").document

    answer = wire_for(live_cast.editor).post(versions_of(document), "{}")

    assert answer.status == 201
    assert Version.objects.get(pk=str(version_in(answer)["id"])).text == "Only a draft.\n"


def test_asks_who_it_is(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(None).post(versions_of(document), "{}")

    assert_is_problem(answer, status=401, page="unauthorized", code="unauthorized")
    assert answer.json["message"] == "Authentication required."
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="stemma"'
    assert {name: type(value) for name, value in answer.json.items()} == {
        "type": str,
        "title": str,
        "status": int,
        "detail": str,
        "instance": str,
        "code": str,
        "message": str,
        "doc_url": str,
        "request_id": str,
        "errors": type(None),
    }


def test_says_that_a_token_is_invalid(live_cast: Cast, wire_for: WireFor) -> None:
    document, wire = live_cast.document(), wire_for(live_cast.editor)

    answer = type(wire)(url=wire.url, token="93874a87.wrong").post(versions_of(document), "{}")

    assert_is_problem(answer, status=401, page="unauthorized", code="unauthorized")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="stemma", error="invalid_token"'


def test_a_viewer_may_not_create_versions(live_cast: Cast, wire_for: WireFor) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.viewer).post(versions_of(document), "{}")

    assert_is_problem(answer, status=403, page="not-authorized", code="not_authorized")


@pytest.mark.parametrize("reference", ["497f6eca-6276-4993-bfeb-53cbbbba6f08", "not-a-uuid", "497f6eca-6276-4993-bfeb"])
def test_there_is_no_such_document(live_cast: Cast, wire_for: WireFor, reference: str) -> None:
    answer = wire_for(live_cast.editor).post(f"/api/v1/documents/{reference}/versions", "{}")

    assert_is_problem(answer, status=404, page="not-found", code="not_found")


def test_documents_of_others_do_not_exist(live_cast: Cast, wire_for: WireFor) -> None:
    foreign = make_cast("foreign").document()

    answer = wire_for(live_cast.editor).post(versions_of(foreign), "{}")

    assert_is_problem(answer, status=404, page="not-found", code="not_found")


@pytest.mark.parametrize(
    "body", ['{"title": "x"}', '{"name": 1.5, "extra": 1}', "[]", '"x"', "{", '{"source_version_id": {}}']
)
def test_refuses_other_bodies(live_cast: Cast, wire_for: WireFor, body: str) -> None:
    document = live_cast.document()

    answer = wire_for(live_cast.editor).post(versions_of(document), body)

    assert answer.status == 400
    assert answer.json["code"] == "validation_failed"
