"""`X-API-Key`, which Document360's own client sends, beside `Authorization`: the same tokens by the same rules."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.api.oauth.flow import SignIn, make_application
from tests.api.v3.conftest import Text, client_with_key, make_text
from tests.api.v3.refusals import assert_refused
from tests.cast import Cast, client_with, make_token
from versioning.api import throttling

PROJECTS = "/v3/projects"
INVALID = 'Bearer realm="stemma", error="invalid_token"'


@pytest.fixture
def raw(cast: Cast) -> str:
    return make_token(cast.editor.user)[1]


def assert_nobody(answer: Any) -> None:
    assert_refused(answer, status=401, code="UNAUTHORIZED")
    assert answer["WWW-Authenticate"] == INVALID


@pytest.mark.parametrize("prefix", ["", "d360_sk_", " d360_sk_"])
def test_a_token_is_taken_bare_and_behind_the_prefix(cast: Cast, raw: str, prefix: str) -> None:
    text = make_text(cast, "articles")
    client = client_with_key(raw, prefix=prefix)

    answers = [client.get(PROJECTS), client.post(f"{text.path}/fork")]

    assert [answer.status_code for answer in answers] == [200, 201]
    assert answers[1].json()["data"]["created_by"] == str(cast.editor.user.pk)


def test_an_access_token_of_an_application_is_taken(cast: Cast) -> None:
    access = SignIn(make_application()[0], cast.editor.user, scope="read").tokens()["access_token"]
    client, text = client_with_key(access), make_text(cast, "articles")

    answers = [client.get(text.path), client.post(f"{text.path}/fork")]

    assert [answer.status_code for answer in answers] == [200, 403]


@pytest.mark.parametrize(
    "key", ["", " ", "d360_sk_", "x", "93874a87.wrong", "d360_sk_d360_sk_93874a87.x", "é", "\xff", "a\0b", "x" * 5000]
)
def test_a_wrong_key_is_nobody(db: None, key: str) -> None:
    assert_nobody(client_with_key(key, prefix="").get(PROJECTS))


def test_the_prefix_is_taken_off_once(raw: str) -> None:
    assert_nobody(client_with_key(raw, prefix="d360_sk_d360_sk_").get(PROJECTS))


def test_a_token_that_ended_is_nobody(cast: Cast) -> None:
    now, person = timezone.now(), cast.editor.user
    ended = (make_token(person, revoked_at=now)[1], make_token(person, expires_at=now)[1])

    for raw in ended:
        assert_nobody(client_with_key(raw).get(PROJECTS))


def test_no_key_is_asked_for_a_token_alone(db: None) -> None:
    answer = Client().get(PROJECTS)

    assert_refused(answer, status=401, code="UNAUTHORIZED")
    assert answer["WWW-Authenticate"] == 'Bearer realm="stemma"'


@pytest.mark.parametrize("prefix", ["", "d360_sk_"])
def test_two_headers_may_name_one_token(raw: str, prefix: str) -> None:
    answer = client_with_key(raw, prefix=prefix, HTTP_AUTHORIZATION=f"Bearer {raw}").get(PROJECTS)

    assert answer.status_code == 200


@pytest.mark.parametrize("authorization", ["Bearer {other}", "Bearer 93874a87.wrong", "Bearer", "Basic {raw}", "{raw}"])
def test_two_headers_that_disagree_are_nobody(cast: Cast, raw: str, authorization: str) -> None:
    sent = authorization.format(raw=raw, other=make_token(cast.manager.user)[1])

    assert_nobody(client_with_key(raw, HTTP_AUTHORIZATION=sent).get(PROJECTS))


@pytest.mark.parametrize("key", ["", "93874a87.wrong", "d360_sk_"])
def test_a_wrong_key_beside_a_token_is_nobody(raw: str, key: str) -> None:
    assert_nobody(client_with_key(key, prefix="", HTTP_AUTHORIZATION=f"Bearer {raw}").get(PROJECTS))


def test_a_signed_in_person_with_a_wrong_key_is_nobody(cast: Cast) -> None:
    client = client_with_key("93874a87.wrong")
    client.force_login(cast.manager.user)

    assert_nobody(client.get(PROJECTS))


def test_a_key_acts_for_its_own_person_whoever_is_signed_in(cast: Cast) -> None:
    text, client = make_text(cast, "articles"), client_with_key(make_token(cast.viewer.user)[1])
    client.force_login(cast.manager.user)

    assert client.post(f"{text.path}/fork").status_code == 403


def test_an_address_that_is_none_is_told_to_who_has_a_key(raw: str) -> None:
    answers = [client.get("/v3/nothing") for client in (client_with_key(raw), client_with_key("93874a87.wrong"))]

    assert [answer.status_code for answer in answers] == [404, 401]


def test_the_own_api_knows_no_such_header(raw: str) -> None:
    answers = [
        client_with_key(raw).get("/api/v1/projects"),
        client_with_key("93874a87.wrong", HTTP_AUTHORIZATION=f"Bearer {raw}").get("/api/v1/projects"),
    ]

    assert [answer.status_code for answer in answers] == [401, 200]
    assert answers[0]["WWW-Authenticate"] == 'Bearer realm="stemma"'


def test_the_requests_of_a_token_count_together(raw: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE_LIMIT = (3, 3)
    monkeypatch.setattr(throttling, "WINDOW_SECONDS", 10_000_000)
    clients = (client_with(raw), client_with_key(raw), client_with_key(raw, prefix=""), client_with_key(raw))

    answers = [client.get(PROJECTS) for client in clients]

    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[3].status_code == 429


def test_wrong_keys_count_by_address(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE_LIMIT = (3, 3)
    monkeypatch.setattr(throttling, "WINDOW_SECONDS", 10_000_000)

    answers = [client_with_key(f"93874a87.wrong{number}").get(PROJECTS) for number in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


def test_a_request_is_replayed_under_either_header(cast: Cast, raw: str) -> None:
    text: Text = make_text(cast, "articles")
    path, clients = f"{text.path}/fork", (client_with(raw), client_with_key(raw))

    answers = [client.post(path, HTTP_IDEMPOTENCY_KEY="once") for client in clients]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1]["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(("address", "described"), [("/docs/openapi/v3", True), ("/docs/openapi", False)])
def test_is_described_where_it_is_taken(db: None, address: str, described: bool) -> None:  # noqa: FBT001
    schema = json.loads(Client().get(f"{address}?format=json").content)

    assert ("apiKey" in schema["components"]["securitySchemes"]) == described
    uses = {
        {"apiKey": []} in operation["security"]
        for methods in schema["paths"].values()
        for operation in methods.values()
    }
    assert uses == {described}
