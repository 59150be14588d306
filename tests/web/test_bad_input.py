"""Bad input to any route of the desk gets a page or a refusal, never a server error."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import signed_in
from tests.web.routes import MATRIX, Row, address, name_of, sent
from tests.web.world import World, make_world

NOTHING = {"title": "a", "description": "", "body": ""}
WORST = [
    "",
    "a\0b",
    "-1",
    "9" * 5_000,
    "9223372036854775808",
    "x" * 5_000,
    "\U0010ffff\u202e\u200b%00%s{{ x }}",
    "'\"; --<script>alert(1)</script>",
    "[" * 5_000,
    "0001-01-01",
    "9999-12-31",
    "00000000-0000-0000-0000-000000000000",
    "﹒١٢",
]
WORST_TEXTS = [
    json.dumps({"base": NOTHING, "mine": NOTHING | {field: text}})
    for field, text in (("title", "\ud800"), ("body", "\ud800"), ("body", "\0"), ("title", "x" * 300))
]
QUERIES = {
    "library": "q project workspace category status kind drafts language order cursor",
    "new-document": "workspace category title language",
    "versions": "status author name before after go",
    "stemma": "before open at",
    "compare": "base head view context fold fragment as",
    "drafts": "whose state project cursor",
    "draft": "source",
    "revisions": "before",
    "activity": "project person kind since document before",
    "setup": "key",
}
FORMS = {
    "conflict": {"cause": "save", "step": "save", "seen": "1", "current": "", "carried": "{}"},
    "publish": {"override": "on"},
    "promote": {"current": ""},
    "undo-publication": {"current": ""},
    "archive": {"confirmed": "yes", "next": "/"},
    "details": {"category": "", "order": "1", "hidden": "on"},
    "draft": {"description": "", "body": ""},
    "fork": {"source": "1"},
    "import": {"ref": "main", "paths": "*.md"},
    "new-document": {"category": ""},
    "project": {"description": ""},
}
HEADERS: list[dict[str, str]] = [
    {"If-Match": value} for value in ("", "*", '"1", "2"', '"' + "9" * 5000 + '"', '"-1"', 'W/"1"', '"\0"')
]
NO_TEXTS: list[Any] = [None, 1, [], {}, True, "", "\0"]
CALLS: list[Any] = [
    None,
    [],
    "x",
    1,
    {},
    *({"body": value, "session": value, "title": value, "person": value} for value in NO_TEXTS),
    {"body": "\ud800", "session": "\ud800"},
    {"title": "\ud800"},
    {"body": "x", "person": {"a": []}},
    {"session": "0" * 24, "leaving": "x"},
]
POSTS = [row for row in MATRIX if row.method == "POST"]


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Any) -> World:
    settings.DATA_DIR = tmp_path
    settings.TIME_ZONE = "Europe/Lisbon"
    return make_world(cast)


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = signed_in(cast.manager)
    client.raise_request_exception = False
    return client


def status_of(client: Client, path: str, data: Any = None, **options: Any) -> int:
    """Return the response, and roll back what the request changed."""
    with transaction.atomic():
        answer = client.get(path, **options) if data is None else client.post(path, data, **options)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    return answer.status_code


def variants(row: Row, world: World) -> list[dict[str, Any]]:
    """Yield the form with one wrong field, without one field, and with all fields wrong."""
    right = {**FORMS.get(row.name, {}), **sent(row, world)}
    values = {name: [*WORST, *WORST_TEXTS] if name == "carried" else WORST for name in right}
    one_wrong = [{**right, name: value} for name in right for value in values[name]]
    one_missing = [{key: value for key, value in right.items() if key != name} for name in right]
    return [*one_wrong, *one_missing, *(dict.fromkeys(right, value) for value in WORST), {"next": "//["}]


@pytest.mark.parametrize("row", [row for row in MATRIX if row.method == "GET"], ids=name_of)
def test_no_question_is_a_fault(browser: Client, world: World, row: Row) -> None:
    path = address(row.name, row.places, world)

    found = [
        (name, value[:60])
        for name in QUERIES.get(row.name, "next").split()
        for value in WORST
        if status_of(browser, f"{path}?{urlencode({name: value})}") >= 500
    ]

    assert found == []


@pytest.mark.parametrize("row", [row for row in POSTS if row.json is None], ids=name_of)
def test_no_form_is_a_fault(browser: Client, world: World, row: Row) -> None:
    path = address(row.name, row.places, world)

    found = [repr(form)[:300] for form in variants(row, world) if status_of(browser, path, form) >= 500]

    assert found == []


@pytest.mark.parametrize("row", [row for row in POSTS if row.json is not None], ids=name_of)
def test_no_call_is_a_fault(browser: Client, world: World, row: Row) -> None:
    path = address(row.name, row.places, world)
    bodies = [*(json.dumps(call) for call in CALLS), "", "{", "9" * 5000, "[" * 100_000, b"\xff"]

    found = [
        (body[:80], headers)
        for body in bodies
        for headers in (*HEADERS, row.headers)
        if status_of(browser, path, body, content_type="application/json", headers=headers) >= 500
    ]

    assert found == []


@pytest.mark.parametrize("row", MATRIX, ids=name_of)
def test_no_address_and_no_method_is_a_fault(browser: Client, world: World, row: Row) -> None:
    strange = [
        reverse(
            f"desk:{row.name}",
            args=[
                value if isinstance(world[each], str) and len(world[each]) < 36 else world[each]
                for each in row.places.split()
            ],
        )
        for value in ("a\0b", "x" * 3000, "\U0010ffff", "00000000-0000-0000-0000-000000000000", "current")
    ]
    right = address(row.name, row.places, world)
    huge = [
        right.replace(f"/{world[each]}/", f"/{number}/")
        for each in row.places.split()
        for number in (0, 2**31, 2**63, 10**30)
    ]
    browser.logout()
    nobody = [
        browser.generic(method, right).status_code for method in ("PUT", "DELETE", "OPTIONS", "HEAD", "GET", "POST")
    ]

    found = [path[:100] for path in (*strange, *huge) if status_of(browser, path) >= 500]

    assert (max(nobody) < 500, found) == (True, [])
