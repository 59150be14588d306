from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.api.oauth.flow import REDIRECT, SignIn, make_application, post, told
from tests.cast import Cast, client_with
from versioning.models import Grant


def test_a_public_application_signs_a_person_in(cast: Cast) -> None:
    document = cast.document()
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user)

    tokens = sign_in.tokens()

    assert (tokens["token_type"], tokens["scope"], tokens["expires_in"]) == ("Bearer", "read draft", 3600)
    answer = client_with(tokens["access_token"]).get(f"/api/v1/documents/{document.pk}")
    assert answer.status_code == 200


def test_the_answer_carries_code_state_and_issuer(cast: Cast) -> None:
    answer = SignIn(make_application()[0], cast.editor.user).answer()

    assert answer["Location"].startswith(f"{REDIRECT}?")
    assert told(answer).keys() == {"code", "state", "iss"}
    assert (told(answer)["state"], told(answer)["iss"]) == ("st-1", "http://testserver")


def test_tokens_are_not_to_be_kept_by_anybody_between(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)

    answer = sign_in.exchange(sign_in.code())

    assert answer["Cache-Control"] == "no-store"


def test_the_paths_of_document360s_identity_server_do_the_same(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    sent = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "client_id": sign_in.application.client_id}

    page = sign_in.browser.get(sign_in.address().replace("/oauth/", "/connect/"))
    answer = post("/connect/token", code=sign_in.code(), code_verifier=sign_in.verifier, **sent)

    assert "Allow Quill to act for you?" in page.content.decode()
    assert answer.status_code == 200


def test_what_is_asked_for_to_refresh_is_no_scope_here(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user, scope="customerApi offline_access")

    assert sign_in.tokens()["scope"] == "customerApi"


@pytest.mark.parametrize("extra", [{"nonce": "x" * 300}, {"nonce": "\0"}, {"claims": "\0"}, {"prompt": "none"}])
def test_what_is_no_part_of_it_is_left_unread(cast: Cast, extra: dict[str, Any]) -> None:
    answer = SignIn(make_application()[0], cast.editor.user).answer(**extra)

    assert "code" in told(answer)


def test_no_scope_means_reading(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)

    answer = sign_in.exchange(told(sign_in.answer(scope=None))["code"])

    assert answer.json()["scope"] == "read"


def test_a_confidential_application_shows_its_secret(cast: Cast) -> None:
    application, secret = make_application(client_type="confidential")
    sign_in = SignIn(application, cast.editor.user)
    code = sign_in.code()

    refused = [sign_in.exchange(code).status_code, sign_in.exchange(code, client_secret="wrong").status_code]
    answer = sign_in.exchange(code, client_secret=secret)

    assert refused == [401, 401]
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "x" * 200}, "invalid_request"),
        ({"code_challenge": "x" * 42 + "\0"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "read write"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_is_told_to_the_application(cast: Cast, changes: dict[str, str | None], error: str) -> None:
    sign_in = SignIn(make_application()[0], None)

    answer = sign_in.ask(**changes)

    assert answer["Location"].startswith(f"{REDIRECT}?")
    assert (told(answer)["error"], told(answer)["state"], told(answer)["iss"]) == (error, "st-1", "http://testserver")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"client_id": "nul\0"},
        {"client_id": None},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?more=1"},
        {"redirect_uri": "https://editor.example:444/callback"},
        {"redirect_uri": "https://x@editor.example/callback"},
        {"redirect_uri": "https://EDITOR.example/callback"},
        {"redirect_uri": "http://editor.example/callback"},
        {"redirect_uri": "not an address"},
    ],
)
def test_who_cannot_be_trusted_is_told_nothing(cast: Cast, changes: dict[str, str | None]) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)

    answer = sign_in.ask(**changes)

    assert answer.status_code == 400
    assert "Location" not in answer
    assert "The application sent an invalid request" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["a=%zz", "client_id=a&client_id=b", "%ff=%ff", "client_id=%00", "code_challenge=%F0"]
)
def test_a_broken_address_is_a_clear_refusal(db: None, query: str) -> None:
    answer = Client().get(f"/oauth/authorize?{query}")

    assert answer.status_code == 400


def test_faults_are_told_before_anybody_signs_in(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], None)

    answer = sign_in.ask()

    assert urlsplit(answer["Location"]).path == reverse("sign-in")


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": None},
        {"redirect_uri": "https://editor.example/other"},
        {"code": "unknown"},
        {"code": "nul\0"},
        {"code": None},
        {"client_id": None},
    ],
)
def test_a_code_is_given_only_for_what_was_asked(cast: Cast, changes: dict[str, str | None]) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    sent = {"code": sign_in.code(), **changes}

    answer = sign_in.exchange(**sent)

    assert answer.status_code in (400, 401)
    assert answer.json()["error"] in ("invalid_grant", "invalid_request", "invalid_client")


def test_a_code_is_good_for_its_application_alone(cast: Cast) -> None:
    sign_in, foreign = SignIn(make_application()[0], cast.editor.user), make_application(name="Other")[0]

    answer = sign_in.exchange(sign_in.code(), client_id=foreign.client_id)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_once(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    code = sign_in.code()
    sign_in.exchange(code)

    answer = sign_in.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_of_somebody_who_is_gone_is_worth_nothing(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    code = sign_in.code()
    cast.editor.user.is_active = False
    cast.editor.user.save()

    answer = sign_in.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_an_old_code_is_worth_nothing(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    code = sign_in.code()
    Grant.objects.update(expires="2020-01-01T00:00:00Z")

    answer = sign_in.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "grant_type",
    ["password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "", None],
)
def test_other_grants_are_not_given(cast: Cast, grant_type: str | None) -> None:
    application, secret = make_application(client_type="confidential")

    answer = post(
        "/oauth/token",
        grant_type=grant_type,
        client_id=application.client_id,
        client_secret=secret,
        username="edda.handbook",
        password="x",
        scope="read",
    )

    assert (answer.status_code, answer.json()["error"]) in (
        (400, "unsupported_grant_type"),
        (400, "invalid_request"),
    )


def test_no_secret_stands_in_the_database(cast: Cast) -> None:
    application, secret = make_application(client_type="confidential")
    sign_in = SignIn(application, cast.editor.user)
    open_code, used_code = sign_in.code(), sign_in.code()
    tokens = sign_in.exchange(used_code, client_secret=secret).json()

    stored = everything_as_text()

    secrets = (open_code, used_code, tokens["access_token"], tokens["refresh_token"], secret)
    assert not [found for found in secrets if str(found) in stored]
    assert sign_in.exchange(open_code, client_secret=secret).status_code == 200


def everything_as_text() -> str:
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            rows += cursor.fetchall()
    return repr(rows)
