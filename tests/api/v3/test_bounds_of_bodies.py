"""What a body may not say is told, with the member named, and nothing of it is stored; never a 5xx."""

import json
from typing import Any

import pytest

from tests.api.conftest import Clients
from tests.api.v3.conftest import Text, make_text
from tests.api.v3.refusals import assert_invalid, assert_refused
from tests.cast import Cast
from versioning.models import Document, Event, Version

JSON = "application/json"
NOTHING = "00000000-0000-4000-8000-000000000000"
ARTICLE_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"title": 1}, "title"),
    ({"title": ""}, "title"),
    ({"title": "  "}, "title"),
    ({"title": "x" * 256}, "title"),
    ({"title": "a\0b"}, "title"),
    ({"title": ["x"]}, "title"),
    ({"content": 1.5}, "content"),
    ({"content": "\0"}, "content"),
    ({"content": "\ud800"}, "content"),
    ({"content": {}}, "content"),
    ({"version_number": 0}, "version_number"),
    ({"version_number": "1"}, "version_number"),
    ({"version_number": 1.5}, "version_number"),
    ({"version_number": 2**31}, "version_number"),
    ({"translation_option": "needed"}, "translation_option"),
    ({"translation_option": 1}, "translation_option"),
    ({"source": "x" * 256}, "source"),
    ({"source": 7}, "source"),
    ({"auto_fork": "true"}, "auto_fork"),
    ({"auto_fork": 1}, "auto_fork"),
    ({"id": NOTHING}, "id"),
    ({"html_content": "x"}, "html_content"),
    ({"content": "x", "Content": "x"}, "Content"),
]
PLACE_BODIES: list[tuple[dict[str, Any], str]] = [
    ({"order": "1"}, "order"),
    ({"order": True}, "order"),
    ({"order": 2**31}, "order"),
    ({"hidden": 0}, "hidden"),
    ({"hidden": "no"}, "hidden"),
    ({"category_id": "x"}, "category_id"),
    ({"category_id": 7}, "category_id"),
    ({"category_id": NOTHING}, "category_id"),
]


@pytest.mark.parametrize(("body", "field"), ARTICLE_BODIES, ids=lambda value: str(value)[:40])
def test_nothing_wrong_is_stored_in_a_text(clients: Clients, cast: Cast, noun: str, body: Any, field: str) -> None:
    text = make_text(cast, noun, versions=0)
    before = Version.objects.values().get(), Event.objects.count()

    answer = clients.editor.patch(text.content, json.dumps(body), content_type=JSON)

    assert_invalid(answer, field)
    assert (Version.objects.values().get(), Event.objects.count()) == before


@pytest.mark.parametrize(("body", "field"), PLACE_BODIES, ids=str)
def test_an_article_is_put_nowhere_wrong(clients: Clients, cast: Cast, body: Any, field: str) -> None:
    text = make_text(cast, "articles")
    before = Document.objects.values().get()

    answer = clients.editor.patch(text.content, body, format="json")

    assert_invalid(answer, field)
    assert Document.objects.values().get() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": None}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"project_version_id": None}, "project_version_id"),
        ({"project_version_id": NOTHING}, "project_version_id"),
        ({"project_version_id": "x"}, "project_version_id"),
        ({"category_id": NOTHING}, "category_id"),
        ({"content_type": "html"}, "content_type"),
        ({"content_type": 3}, "content_type"),
        ({"content_type": True}, "content_type"),
        ({"content_type": "block", "content": "no blocks"}, "content"),
        ({"slug": "x" * 256}, "slug"),
        ({"order": 1.5}, "order"),
        ({"user_id": NOTHING}, "user_id"),
        ({"hidden": True}, "hidden"),
    ],
    ids=str,
)
def test_no_wrong_article_is_created(clients: Clients, cast: Cast, values: dict[str, Any], field: str) -> None:
    body = {"title": "New", "project_version_id": str(cast.workspace.pk), **values}

    answer = clients.editor.post(f"/v3/projects/{cast.project.pk}/articles", body, format="json")

    assert_invalid(answer, field)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b"{", b"{'a': 1}", b"{} x", b"\xff", b"\xef\xbb\xbf{}", b'{"order": NaN}', b'{"order": 1e999}', b"[" * 100_000],
)
@pytest.mark.parametrize("rest", ["", "/fork"])
def test_what_is_no_json_is_a_bad_request(clients: Clients, text: Text, raw: bytes, rest: str) -> None:
    method, path = ("POST", f"{text.path}/fork") if rest else ("PATCH", text.content)

    answer = clients.editor.generic(method, path, raw, content_type=JSON)  # type: ignore[arg-type]

    assert_refused(answer, status=400, code="BAD_REQUEST")
    assert text.document.versions.count() == 1


@pytest.mark.parametrize("raw", ["[]", '"x"', "1", "null", "true", "[1]"])
def test_a_body_is_an_object(clients: Clients, text: Text, raw: str) -> None:
    answers = [
        clients.editor.patch(text.content, raw, content_type=JSON),
        clients.editor.post(f"{text.path}/fork", raw, content_type=JSON),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert text.document.versions.count() == 1


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x"])
def test_only_json_is_read(clients: Clients, text: Text, content_type: str) -> None:
    for method, path in (("PATCH", text.content), ("POST", f"{text.path}/fork")):
        answer = clients.editor.generic(method, path, '{"version_number": 1}', content_type=content_type)

        assert_refused(answer, status=415, code="UNSUPPORTED_MEDIA_TYPE")


def test_what_is_too_large_is_not_read(clients: Clients, text: Text, settings: Any) -> None:
    answer = clients.editor.generic("PATCH", text.content, " " * (settings.MAX_REQUEST_BYTES + 1), content_type=JSON)

    assert_refused(answer, status=413, code="CONTENT_TOO_LARGE")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_fork_is_posted(clients: Clients, text: Text, method: str) -> None:
    answer = clients.editor.generic(method, f"{text.path}/fork")

    assert_refused(answer, status=405, code="METHOD_NOT_ALLOWED")
    assert answer["Allow"] == "POST, OPTIONS"


def test_a_year_has_four_digits(clients: Clients, text: Text) -> None:
    body = {"status_indicator_expiry_date": "0812-01-02T03:04:05.678Z"}

    answer = clients.editor.patch(f"{text.path}/settings", body, format="json")

    assert answer.json()["data"]["status_indicator_expiry_date"] == "0812-01-02T03:04:05Z"
