import json
import tracemalloc
from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.problems import assert_refused
from tests.cast import Cast, make_cast
from versioning.models import Document, Event, Version

JSON = "application/json"
WRONG_BODIES: list[tuple[str, str | None]] = [
    ('{"title": 1}', "title"),
    ('{"title": null}', "title"),
    ('{"title": ["x"]}', "title"),
    ('{"title": {}}', "title"),
    ('{"title": true}', "title"),
    ('{"title": ""}', "title"),
    ('{"title": "  "}', "title"),
    (json.dumps({"title": "x" * 256}), "title"),
    ('{"title": "a\\u0000b"}', "title"),
    ('{"title": "\\ud800"}', "title"),
    ('{"name": ""}', "name"),
    (json.dumps({"name": "x" * 256}), "name"),
    ('{"description": 5}', "description"),
    ('{"description": "\\udfff"}', "description"),
    ('{"body": 1.5}', "body"),
    ('{"body": null}', "body"),
    ('{"body": "\\u0000"}', "body"),
    ('{"content_type": "html"}', "content_type"),
    ('{"content_type": 0}', "content_type"),
    ('{"content_type": "block", "body": "no blocks"}', "body"),
    ('{"fields": []}', "fields"),
    ('{"fields": "x"}', "fields"),
    ('{"fields": {"a": {"b": "\\ud800"}}}', "fields.a.b"),
    ('{"fields": {"a": "\\u0000"}}', "fields.a"),
    ('{"fields": {"\\u0000": 1}}', "fields"),
    ('{"unknown": 1}', "unknown"),
    ('{"title": "x", "status": "published"}', "status"),
    ("{}", "body"),
    ("[]", None),
    ("[1, 2]", None),
    ('"x"', None),
    ("1", None),
    ("null", None),
    ("true", None),
    ("{", None),
    ("{'title': 'x'}", None),
    ('{"title": "x"} trailing', None),
    ('{"fields": {"a": NaN}}', None),
    ('{"fields": {"a": Infinity}}', None),
    ('{"fields": {"a": 1e999}}', None),
    ('{"fields": {"a": -1e999}}', None),
    ('{"fields": {"a": ' + "9" * 5000 + "}}", None),
    ('{"fields": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}", None),
    ("[" * 100_000, None),
    ("[" * 100_000 + "]" * 100_000, None),
    ('{"fields": ' + '{"a":' * 70 + "1" + "}" * 70 + "}", None),
]
WRONG_BYTES = [b"\xff", b'{"title": "\xc3"}', b"\xef\xbb\xbf{}", '{"title": "x"}'.encode("utf-16"), b"\x00", b"\x80{}"]


@pytest.mark.parametrize(("body", "field"), WRONG_BODIES, ids=lambda value: str(value)[:40])
def test_nothing_wrong_is_stored_in_a_draft(cast: Cast, clients: Clients, body: str, field: str | None) -> None:
    draft = cast.draft()
    before = Version.objects.values().get(), Event.objects.count()

    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)

    assert_refused(answer, field=field)
    assert (Version.objects.values().get(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "The body is not valid JSON. See line 1, column 2."),
        ('{"title": "x",\n}', "The body is not valid JSON. See line 1, column 14."),
        ('{\n  "title": x}', "The body is not valid JSON. See line 2, column 11."),
        ('{"title": "x"} y', "The body is not valid JSON. See line 1, column 15."),
        (
            '{"fields": {"a": NaN}}',
            "The body has NaN, Infinity or a number that is too large. JSON has no such numbers.",
        ),
        (
            '{"fields": {"a": 1e999}}',
            "The body has NaN, Infinity or a number that is too large. JSON has no such numbers.",
        ),
        (
            '{"fields": {"a": ' + "9" * 5000 + "}}",
            "The body has a number that is too large for JSON. Send it as a string.",
        ),
        ("[" * 100_000, "The body is nested too deeply. Use 64 levels at most."),
        ("[" * 65 + "]" * 65, "The body is nested too deeply. Use 64 levels at most."),
        (b"\xef\xbb\xbf{}", "The body is not valid JSON. See line 1, column 1."),
        (b'{"title": "\xc3"}', "The body is not valid UTF-8. See byte 11."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_says_where_a_body_is_wrong_in_words_of_its_own(clients: Clients, body: str | bytes, message: str) -> None:
    answer = clients.editor.generic("POST", "/api/v1/documents", body, content_type=JSON)  # type: ignore[arg-type]

    assert_refused(answer, field=None)
    assert answer.json()["message"] == message


@pytest.mark.parametrize(
    ("body", "status", "field"), [('{"title": NaN}', 400, None), ('{"title": "\\ud800"}', 422, "title")]
)
def test_v3_refuses_what_json_cannot_be(
    cast: Cast, clients: Clients, body: str, status: int, field: str | None
) -> None:
    answer = clients.editor.generic("POST", f"/v3/projects/{cast.project.pk}/articles", body, content_type=JSON)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("body", WRONG_BYTES)
def test_bytes_that_are_not_json_are_refused(cast: Cast, clients: Clients, body: bytes) -> None:
    draft = cast.draft()

    answer = clients.editor.generic("PATCH", f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)  # type: ignore[arg-type]

    assert_refused(answer, field=None)


@pytest.mark.parametrize(
    "values",
    [
        {"fields": {"n" * 20_000: [0] * 20_000}},
        {
            "content_type": "block",
            "body": json.dumps({"blocks": [{"type": "x", "data": {"n" * 20_000: [0] * 20_000}}]}),
        },
    ],
    ids=["fields", "blocks"],
)
def test_a_long_name_above_many_values_takes_no_more_room_than_others(
    cast: Cast, clients: Clients, values: dict[str, Any]
) -> None:
    draft, body = cast.draft(), json.dumps(values)

    tracemalloc.start()
    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert answer.status_code == 200
    assert peak < 200 * len(body)


@pytest.mark.parametrize(
    ("values", "most"),
    [({"name": "x", "scopes": ["wrong"] * 10_000}, 1), ({f"unknown_{place}": 1 for place in range(10_000)}, 20)],
    ids=["elements", "members"],
)
def test_of_very_many_mistakes_some_are_told(clients: Clients, values: dict[str, Any], most: int) -> None:
    answer = clients.manager.post("/api/v1/tokens", values, format="json")

    assert answer.status_code == 400
    assert 0 < len(answer.json()["errors"]) <= most


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "x", "kind": "folder"}, "kind"),
        ({"title": "x", "slug": "a b"}, "slug"),
        ({"title": "x", "slug": "x" * 256}, "slug"),
        ({"title": "x", "language": "english"}, "language"),
        ({"title": "x", "order": 2**31}, "order"),
        ({"title": "x", "order": "1"}, "order"),
        ({"title": "x", "order": 1.5}, "order"),
        ({"title": "x", "order": True}, "order"),
        ({"title": "x", "hidden": "yes"}, "hidden"),
        ({"title": "x", "hidden": 1}, "hidden"),
        ({"title": "x", "hidden": None}, "hidden"),
        ({"title": "x", "category": "not-a-uuid"}, "category"),
        ({"title": "x", "category": 7}, "category"),
        ({"title": "x", "workspace_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08"}, "workspace_id"),
        ({"title": "x", "project": "nowhere"}, "project"),
        ({"title": "x", "translation_key": "x"}, "translation_key"),
        ({"title": "x", "access_level": "secret"}, "access_level"),
        ({"title": "x", "issue_date": "2025-02-30"}, "issue_date"),
        ({"title": "x", "issue_date": "yesterday"}, "issue_date"),
        ({"title": "x", "validity_months": 0}, "validity_months"),
        ({"title": "x", "state": "old"}, "state"),
        ({"title": "x", "featured": {"control": "yes"}}, "featured.control"),
        ({"title": "x", "featured": {"page": True}}, "featured.page"),
        ({"title": "x", "uploadUrl": "x"}, "uploadUrl"),
    ],
    ids=str,
)
def test_no_wrong_document_is_created(clients: Clients, values: dict[str, Any], field: str) -> None:
    answer = clients.editor.post("/api/v1/documents", values, format="json")

    assert_refused(answer, field=field)
    assert not Document.objects.exists()


def test_a_category_of_another_project_is_none(clients: Clients) -> None:
    foreign = make_cast("foreign").document("Guides", kind="category")

    answer = clients.editor.post("/api/v1/documents", {"title": "x", "category": str(foreign.pk)}, format="json")

    assert answer.status_code in (400, 404)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonx", "x"]
)
def test_only_json_is_read(cast: Cast, clients: Clients, content_type: str) -> None:
    draft = cast.draft()

    answer = clients.editor.generic(
        "PATCH", f"/api/v1/drafts/{draft.identifier}", '{"title": "x"}', content_type=content_type
    )

    assert_refused(answer, field=None, status=415)


def test_a_body_of_the_largest_size_is_read(cast: Cast, clients: Clients, settings: Any) -> None:
    draft, frame = cast.draft(), len('{"body": ""}')
    text = "x" * (settings.MAX_REQUEST_BYTES - frame)

    answer = clients.editor.generic(
        "PATCH", f"/api/v1/drafts/{draft.identifier}", f'{{"body": "{text}"}}', content_type=JSON
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_body_of_one_byte_more_is_not(cast: Cast, clients: Clients, settings: Any, method: str) -> None:
    draft = cast.draft()
    path = f"/api/v1/documents/{draft.document_id}/draft"

    answer = clients.editor.generic(method, path, " " * (settings.MAX_REQUEST_BYTES + 1), content_type=JSON)

    assert_refused(answer, field=None, status=413)
    assert str(settings.MAX_REQUEST_BYTES) in answer.json()["message"]


def test_a_body_in_chunks_needs_a_length(cast: Cast, clients: Clients) -> None:
    draft = cast.draft()

    answer = clients.editor.generic(
        "PATCH",
        f"/api/v1/drafts/{draft.identifier}",
        "",
        content_type=JSON,
        HTTP_TRANSFER_ENCODING="chunked",
        CONTENT_LENGTH="",
    )

    assert_refused(answer, field=None, status=411)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"fields":{"a":[' + b"[]," * 200_000 + b"[]]}}", 413),
        (b'{"fields":{"a":[' + b"[1]," * 200_000, 400),
        (b'{"body":"' + b"a" * 300_000 + b'\\ud800"}', 400),
        (b'{"fields":{"a":"' + b"x" * 100_000 + b'"}}', 400),
        (b'{"description":"' + b"x" * 20_001 + b'"}', 400),
    ],
)
def test_what_would_stop_the_others_is_refused_at_once(cast: Cast, clients: Clients, body: bytes, status: int) -> None:
    draft = cast.draft()

    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)

    assert_refused(answer, field=None, status=status)
