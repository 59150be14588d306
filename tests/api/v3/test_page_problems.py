"""The pages' problem documents, and the headers that go with them."""

import time
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from tests.api.conftest import WireFor
from tests.api.v3.conftest import Text
from tests.api.v3.contract import breaches, example
from tests.api.wire import Answer, Wire
from tests.cast import Cast, make_cast, make_token
from versioning.models import Blob, Version

NOTHING = "00000000-0000-4000-8000-000000000000"
CODES = (401, 404, 409, 429, 500)


def assert_is_problem(answer: Answer, *, status: int, path: str) -> None:
    """The page's document to the letter, but for what is ours: whose page explains it, where and when it was."""
    shown, body = example(f"problem_{status}"), answer.json

    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert list(body) == list(shown)
    assert [list(error) for error in body["errors"]] == [list(error) for error in shown["errors"]]
    assert breaches(body, "Problem") == []
    # Our own server explains it, under the name that it has in the page.
    assert body["type"].endswith(shown["type"].removeprefix("https://developer.document360.com"))
    assert (body["instance"], body["trace_id"]) == (path, answer.headers["X-Request-ID"])
    own = {"type": "", "instance": "", "trace_id": ""}
    assert {**body, **own} == {**shown, **own}


def spoil(text: Text) -> None:
    """Leave the document with a draft whose stored bytes are not those that were written."""
    blob = Blob.objects.create(document=text.document, sha256=bytes(32), size=1, encoded=b"x")
    Version.objects.filter(document=text.document, number=2).update(body=blob)


@pytest.fixture
def wire(wire_for: WireFor, live_cast: Cast) -> Wire:
    return wire_for(live_cast.editor)


@pytest.mark.parametrize("rest", ["/fork", "/versions"])
def test_nobody_is_told_to_show_a_token(wire_for: WireFor, live_text: Text, rest: str) -> None:
    path = f"{live_text.path}{rest}"

    answer = wire_for(None).send("POST" if rest == "/fork" else "GET", path)

    assert_is_problem(answer, status=401, path=path)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="stemma"'


def test_a_wrong_token_is_told_to_be_one(wire: Wire, live_text: Text) -> None:
    path = f"{live_text.path}/fork"

    answer = Wire(url=wire.url, token="93874a87.wrong").post(path)

    assert_is_problem(answer, status=401, path=path)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="stemma", error="invalid_token"'


@pytest.mark.parametrize("rest", ["/fork", "/versions"])
def test_what_does_not_exist_is_not_found(wire: Wire, live_text: Text, rest: str) -> None:
    path = f"{live_text.path}{rest}".replace(str(live_text.document.translation_key), NOTHING)

    answer = wire.send("POST" if rest == "/fork" else "GET", path)

    assert_is_problem(answer, status=404, path=path)


def test_what_is_anothers_is_not_found(wire: Wire, live_text: Text) -> None:
    stranger = make_token(make_cast("foreign").manager.user)[1]
    path = f"{live_text.path}/fork"

    answer = Wire(url=wire.url, token=stranger).post(path)

    assert_is_problem(answer, status=404, path=path)


def test_an_address_that_is_none_of_ours_is_not_found(wire: Wire, live_text: Text) -> None:
    path = f"{live_text.path}/forks"

    answer = wire.post(path)

    assert_is_problem(answer, status=404, path=path)


def test_a_second_fork_conflicts_with_the_first(wire: Wire, live_text: Text) -> None:
    path = f"{live_text.path}/fork"
    wire.post(path)

    answer = wire.post(path)

    assert_is_problem(answer, status=409, path=path)


def test_a_fork_of_what_was_never_published_conflicts_with_its_draft(
    wire: Wire, live_cast: Cast, make_live_text: Callable[..., Text]
) -> None:
    path = f"{make_live_text(versions=0).path}/fork"

    answer = wire.post(path)

    assert_is_problem(answer, status=409, path=path)


def test_too_many_requests_are_told_when_to_go_on(wire: Wire, live_text: Text, settings: Settings) -> None:
    settings.API_RATE_LIMIT = (600, 1)
    path = f"{live_text.path}/fork"
    wire.post(path)

    answer = wire.post(path)
    # A minute may end between the two.
    answer = answer if answer.status == 429 else wire.post(path)

    assert_is_problem(answer, status=429, path=path)
    headers = {name: int(answer.headers[name]) for name in ("Retry-After", "X-RateLimit-Reset")}
    assert 1 <= headers["Retry-After"] <= 60
    assert time.time() - 1 <= headers["X-RateLimit-Reset"] <= time.time() + 60
    assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("1", "0")


def test_what_fails_for_no_fault_of_the_client_is_told_so(wire: Wire, live_text: Text) -> None:
    wire.post(f"{live_text.path}/fork")
    spoil(live_text)

    answer = wire.get(live_text.content)

    assert_is_problem(answer, status=500, path=live_text.content)


@pytest.mark.parametrize("status", CODES)
def test_each_problem_has_the_page_that_it_points_to(wire: Wire, status: int) -> None:
    name = example(f"problem_{status}")["type"].rpartition("/")[2]

    answer = Wire(url=wire.url, token=None).get(f"/docs/errors/{name}")

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_every_answer_has_an_id_of_its_own_and_rates(wire: Wire, live_text: Text, settings: Settings) -> None:
    settings.API_RATE_LIMIT = (600, 600)

    answers = [wire.get(f"{live_text.path}/versions"), wire.post(f"{live_text.path}/fork"), wire.get("/v3/x")]

    assert len({answer.headers["X-Request-ID"] for answer in answers}) == 3
    for answer in answers:
        assert answer.headers["X-RateLimit-Limit"] == "600"
        assert 590 <= int(answer.headers["X-RateLimit-Remaining"]) < 600
        assert int(answer.headers["X-RateLimit-Reset"]) % 60 == 0
