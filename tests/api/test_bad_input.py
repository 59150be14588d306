import json
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast, client_with, make_cast, make_token
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
    ('{"fields": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}", None),
    ("[" * 100_000, None),
    ("[" * 100_000 + "]" * 100_000, None),
    ('{"fields": ' + '{"a":' * 70 + "1" + "}" * 70 + "}", None),
]
WRONG_BYTES = [b"\xff", b'{"title": "\xc3"}', b"\xef\xbb\xbf{}", '{"title": "x"}'.encode("utf-16"), b"\x00", b"\x80{}"]


def assert_refused(answer: Any, *, field: str | None, status: int = 400) -> None:
    body = answer.json()
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["message"]
    if field is not None:
        assert field in [error["field"] for error in body["errors"]]
        assert field in body["message"]


@pytest.mark.parametrize(("body", "field"), WRONG_BODIES, ids=lambda value: str(value)[:40])
def test_nothing_wrong_is_stored_in_a_draft(cast: Cast, clients: Clients, body: str, field: str | None) -> None:
    draft = cast.draft()
    before = Version.objects.values().get(), Event.objects.count()

    answer = clients.editor.patch(f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)

    assert_refused(answer, field=field)
    assert (Version.objects.values().get(), Event.objects.count()) == before


@pytest.mark.parametrize("body", WRONG_BYTES)
def test_bytes_that_are_not_json_are_refused(cast: Cast, clients: Clients, body: bytes) -> None:
    draft = cast.draft()

    answer = clients.editor.generic("PATCH", f"/api/v1/drafts/{draft.identifier}", body, content_type=JSON)

    assert_refused(answer, field=None)


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
        b"",
        content_type=JSON,
        HTTP_TRANSFER_ENCODING="chunked",
        CONTENT_LENGTH="",
    )

    assert_refused(answer, field=None, status=411)


ODD_NAMES = ["%00", "a%00b", "%0A", "%FF", "%ED%A0%80", "..%2F..", "'%20OR%201=1", "%F0%9F%8E%89", "x" * 3000, "-1"]
PATHS = [
    "/api/v1/documents/{}",
    "/api/v1/documents/{}/versions",
    "/api/v1/documents/{}/draft",
    "/api/v1/documents/{}/compare?base=1&head=1",
    "/api/v1/drafts/{}",
    "/api/v1/projects/{}",
    "/api/v1/members/{}",
    "/api/v1/branches/{}",
    "/api/v1/nothing/{}",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: name[:12])
def test_odd_names_in_a_path_are_not_found(clients: Clients, path: str, name: str) -> None:
    answer = clients.manager.get(path.format(name))

    if path.startswith(("/api/v1/members", "/api/v1/branches")):
        assert answer.status_code in (404, 405)
    else:
        assert_refused(answer, field=None, status=404)


@pytest.mark.parametrize("number", [str(2**63), "9" * 30, "9" * 300])
def test_huge_numbers_in_a_path_are_not_found(cast: Cast, clients: Clients, number: str) -> None:
    document = cast.document()

    answers = [
        clients.manager.delete(f"/api/v1/members/{number}"),
        clients.manager.get(f"/api/v1/documents/{document.pk}/versions/{number}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("version", ["%00", "0", "-1", "1.0", "%D9%A1", "²", "Current", "{}", "1%20", "+1"])
def test_odd_names_of_versions_are_not_found(cast: Cast, clients: Clients, version: str) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/documents/{document.pk}/versions/{version}")

    assert_refused(answer, field=None, status=404)


QUERIES = [
    ("documents?page_size=0", "page_size"),
    ("documents?page_size=101", "page_size"),
    ("documents?page_size=-1", "page_size"),
    ("documents?page_size=1e3", "page_size"),
    (f"documents?page_size={'9' * 400}", "page_size"),
    ("documents?cursor=garbage", "cursor"),
    ("documents?cursor=%00", "cursor"),
    (f"documents?cursor={'x' * 2001}", "cursor"),
    ("documents?ordering=body", "ordering"),
    ("documents?ordering=", "ordering"),
    ("documents?workspace=x", "workspace"),
    ("documents?parent=1", "parent"),
    ("documents?kind=folder", "kind"),
    ("documents?status=forked", "status"),
    ("documents?search=%00", "search"),
    (f"documents?search={'x' * 201}", "search"),
    ("documents?project=%00", "project"),
    ("documents?language=%00", "language"),
    ("documents?updated_since=yesterday", "updated_since"),
    ("documents?updated_since=9999-12-31T23:59:59-14:00", "updated_since"),
    ("documents?updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
    ("events?verb=done", "verb"),
    ("events?actor=x", "actor"),
    ("events?since=x", "since"),
    ("events?since=9999-12-31T23:59:59-14:00", "since"),
    ("tokens?prefix=%00", "prefix"),
    ("documents/{id}/versions?status=forked", "status"),
    ("documents/{id}/versions?status=%00", "status"),
    ("documents/{id}/versions?created_since=9999-12-31T23:59:59-14:00", "created_since"),
    ("documents/{id}/versions?name=%00", "name"),
    ("documents/{id}?as_of=x", "as_of"),
    ("documents/{id}?as_of=9999-12-31T23:59:59-14:00", "as_of"),
    ("documents/{id}?as_of=", "as_of"),
    ("documents/{id}?include_versions=maybe", "include_versions"),
    ("documents/{id}?version=%00", "version"),
    ("documents/{id}?format=pdf", "format"),
    ("documents/{id}/compare", "base"),
    ("documents/{id}/compare?base=1", "head"),
    ("documents/{id}/compare?base=1&head=1&context=-1", "context"),
    ("documents/{id}/compare?base=1&head=1&context=1001", "context"),
    ("documents/{id}/compare?base=1&head=1&format=pdf", "format"),
    ("documents/{id}/stemma?before=0", "before"),
    (f"documents/{{id}}/stemma?before={2**31}", "before"),
    ("documents/{id}/draft?branchId=x", "branchId"),
]


@pytest.mark.parametrize(("query", "field"), QUERIES, ids=lambda value: value[:60])
def test_wrong_queries_are_told(cast: Cast, clients: Clients, query: str, field: str) -> None:
    document = cast.document()

    answer = clients.viewer.get(f"/api/v1/{query.format(id=document.pk)}")

    assert_refused(answer, field=field)


@pytest.mark.parametrize("key", ["", " ", "a b", "a\tb", "x" * 256, "é", "a\x7f", "a\x00b"])
def test_wrong_idempotency_keys_are_told(cast: Cast, clients: Clients, key: str) -> None:
    document = cast.document()

    answer = clients.editor.post(
        f"/api/v1/documents/{document.pk}/versions", {}, format="json", HTTP_IDEMPOTENCY_KEY=key
    )

    assert_refused(answer, field="Idempotency-Key")
    assert document.versions.count() == 1


@pytest.mark.parametrize("tag", ["", "3", '"3', '"1", "2"', '"1"\r\nX-Evil: 1', "é", "**"])
def test_wrong_preconditions_are_told(cast: Cast, clients: Clients, tag: str) -> None:
    draft = cast.draft()

    answer = clients.editor.patch(
        f"/api/v1/drafts/{draft.identifier}", {"title": "x"}, format="json", HTTP_IF_MATCH=tag
    )

    assert_refused(answer, field="If-Match")
    assert "X-Evil" not in answer


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x y", "Bearer \xff", "bearer x", f"Bearer {'x' * 5000}", "Token x", "x"]
)
def test_wrong_tokens_are_nobody(db: None, header: str) -> None:
    client = APIClient(raise_request_exception=False)

    answer = client.get("/api/v1/documents", HTTP_AUTHORIZATION=header)

    assert_refused(answer, field=None, status=401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_nobody_at_once(cast: Cast) -> None:
    token, raw = make_token(cast.editor.user)
    client = client_with(raw)
    before = client.get("/api/v1/documents").status_code
    token.revoked_at = timezone.now()
    token.save()

    after = client.get("/api/v1/documents").status_code

    assert (before, after) == (200, 401)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/documents", {"GET", "POST", "HEAD", "OPTIONS"}),
        ("POST", "/api/v1/events", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/documents/{id}/restore", {"POST", "OPTIONS"}),
        ("PUT", "/api/v1/documents/{id}/draft", {"GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
        ("TRACE", "/api/v1/documents", {"GET", "POST", "HEAD", "OPTIONS"}),
    ],
)
def test_other_methods_are_told_which_there_are(
    cast: Cast, clients: Clients, method: str, path: str, allowed: set[str]
) -> None:
    document = cast.document()

    answer = clients.manager.generic(method, path.format(id=document.pk))

    assert_refused(answer, field=None, status=405)
    assert set(answer["Allow"].split(", ")) == allowed


def test_what_cannot_be_answered_in_is_told(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/documents", HTTP_ACCEPT="application/pdf")

    assert answer.status_code == 406
