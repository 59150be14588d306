from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from tests.api.oauth.flow import SignIn, make_application, post
from tests.cast import Cast, client_with, make_project
from tests.races import run_together
from versioning.models import Grant, Membership


def status_of(access_token: str) -> int:
    return client_with(access_token).get("/api/v1/projects").status_code


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    return SignIn(make_application(cast.project)[0], cast.editor.user)


def test_a_refresh_gives_a_new_pair_and_ends_the_old_one(sign_in: SignIn) -> None:
    first = sign_in.tokens()

    second = sign_in.refresh(first["refresh_token"]).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert [status_of(first["access_token"]), status_of(second["access_token"])] == [401, 200]


def test_a_refresh_may_ask_for_less_and_never_for_more(sign_in: SignIn) -> None:
    first = sign_in.tokens()

    more = sign_in.refresh(first["refresh_token"], scope="read publish")
    less = sign_in.refresh(first["refresh_token"], scope="read")

    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    assert less.json()["scope"] == "read"


def test_a_refresh_token_that_is_used_twice_ends_the_sign_in(sign_in: SignIn) -> None:
    first = sign_in.tokens()
    second = sign_in.refresh(first["refresh_token"]).json()

    reused = sign_in.refresh(first["refresh_token"])

    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert status_of(second["access_token"]) == 401
    assert sign_in.refresh(second["refresh_token"]).status_code == 400


def test_a_refresh_token_is_good_for_its_application_alone(sign_in: SignIn) -> None:
    tokens, foreign = sign_in.tokens(), make_application(name="Other")[0]

    answer = sign_in.refresh(tokens["refresh_token"], client_id=foreign.client_id)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_who_has_left_the_project_cannot_refresh(cast: Cast, sign_in: SignIn) -> None:
    tokens = sign_in.tokens()
    Membership.objects.filter(user=cast.editor.user).delete()

    assert sign_in.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_who_is_deactivated_cannot_refresh(cast: Cast, sign_in: SignIn) -> None:
    tokens = sign_in.tokens()
    cast.editor.user.is_active = False
    cast.editor.user.save()

    assert sign_in.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_that_nobody_used_for_long_is_worth_nothing(sign_in: SignIn) -> None:
    tokens = sign_in.tokens()
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=31))

    assert sign_in.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def _live_sign_in(cast: Cast) -> SignIn:
    return SignIn(make_application()[0], cast.editor.user)


def test_of_two_refreshes_at_once_at_most_one_gets_tokens(live_cast: Cast) -> None:
    sign_in = _live_sign_in(live_cast)
    tokens = sign_in.tokens()

    answers = run_together(*(partial(sign_in.refresh, tokens["refresh_token"]) for _ in range(2)))

    # The second refresh may revoke what the first one got before it is sent.
    assert sorted(answer.status_code for answer in answers) in ([200, 400], [400, 400])
    assert not RefreshToken.objects.filter(revoked=None).exists()


@contextmanager
def _revoking_at_once() -> Iterator[None]:
    """Delete each access token as soon as it is committed."""

    def revoke(instance: AccessToken, **_: object) -> None:
        transaction.on_commit(AccessToken.objects.filter(pk=instance.pk).delete)

    post_save.connect(revoke, sender=AccessToken)
    try:
        yield
    finally:
        post_save.disconnect(revoke, sender=AccessToken)


def test_tokens_that_are_revoked_before_they_are_sent_are_refused(live_cast: Cast) -> None:
    sign_in = _live_sign_in(live_cast)
    code = sign_in.code()

    with _revoking_at_once():
        answer = sign_in.exchange(code)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_two_exchanges_at_once_at_most_one_gets_tokens(live_cast: Cast) -> None:
    sign_in = _live_sign_in(live_cast)
    code = sign_in.code()

    answers = run_together(*(partial(sign_in.exchange, code) for _ in range(2)))

    # The second exchange revokes what the first one got, if it comes after that was stored.
    assert sorted(answer.status_code for answer in answers) in ([200, 400], [400, 400])
    assert AccessToken.objects.count() <= 1


def test_a_code_that_is_used_twice_ends_the_sign_in(sign_in: SignIn) -> None:
    code = sign_in.code()
    first = sign_in.exchange(code).json()
    second = sign_in.refresh(first["refresh_token"]).json()

    replayed = sign_in.exchange(code)

    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert [status_of(each["access_token"]) for each in (first, second)] == [401, 401]
    assert sign_in.refresh(second["refresh_token"]).status_code == 400


def test_another_application_that_knows_a_code_ends_nothing(sign_in: SignIn) -> None:
    code, foreign = sign_in.code(), make_application(name="Other")[0]
    tokens = sign_in.exchange(code).json()

    sign_in.exchange(code, client_id=foreign.client_id)

    assert status_of(tokens["access_token"]) == 200


@pytest.mark.parametrize("reads", range(1, 4))
def test_a_code_that_another_exchange_uses_up_while_it_is_checked_gets_nothing(sign_in: SignIn, reads: int) -> None:
    code, seen = sign_in.code(), []

    def use_up(execute: Any, sql: str, *call: Any) -> Any:
        if sql.startswith("SELECT") and Grant._meta.db_table in sql:
            seen.append(sql)
            if len(seen) == reads + 1:
                Grant.objects.all().delete()
        return execute(sql, *call)

    with connection.execute_wrapper(use_up):
        answer = sign_in.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", None])
def test_revoking_either_ends_both(sign_in: SignIn, which: str, hint: str | None) -> None:
    tokens = sign_in.tokens()

    answer = post("/oauth/revoke", token=tokens[which], token_type_hint=hint, client_id=sign_in.application.client_id)

    assert (answer.status_code, answer.content) == (200, b"")
    assert status_of(tokens["access_token"]) == 401
    assert sign_in.refresh(tokens["refresh_token"]).status_code == 400


def test_revoking_what_is_no_token_is_no_fault(sign_in: SignIn) -> None:
    answer = post("/oauth/revoke", token="unknown", client_id=sign_in.application.client_id)

    assert answer.status_code == 200


def test_nobody_revokes_for_another_application(sign_in: SignIn) -> None:
    tokens, foreign = sign_in.tokens(), make_application(name="Other")[0]

    post("/oauth/revoke", token=tokens["access_token"], client_id=foreign.client_id)

    assert status_of(tokens["access_token"]) == 200


@pytest.mark.parametrize("form", [{}, {"token": "x"}, {"token": "x", "client_id": "unknown"}])
def test_a_wrong_revocation_is_refused(db: None, form: dict[str, str]) -> None:
    answer = post("/oauth/revoke", **form)

    assert answer.status_code in (400, 401)


def introspect(token: str, *, client: tuple[str, str | None]) -> Any:
    return post("/oauth/introspect", token=token, client_id=client[0], client_secret=client[1])


@pytest.fixture
def resource(cast: Cast) -> tuple[str, str | None]:
    application, secret = make_application(name="Gateway", client_type="confidential")
    return application.client_id, secret


def test_a_confidential_application_may_ask_of_a_token(
    cast: Cast, sign_in: SignIn, resource: tuple[str, str | None]
) -> None:
    tokens = sign_in.tokens()

    told = introspect(tokens["access_token"], client=resource).json()

    assert told.pop("exp") - told.pop("iat") == 3600
    assert told == {
        "active": True,
        "scope": "read draft",
        "client_id": sign_in.application.client_id,
        "username": "edda.handbook",
        "token_type": "Bearer",
        "sub": str(cast.editor.user.pk),
        "iss": "http://testserver",
    }


@pytest.mark.parametrize(("own", "active"), [(True, True), (False, False)])
def test_an_application_of_a_project_learns_of_its_tokens_alone(
    cast: Cast, sign_in: SignIn, own: bool, active: bool
) -> None:
    project = cast.project if own else make_project("other")
    application, secret = make_application(project, name="Asking", client_type="confidential")
    tokens = sign_in.tokens()

    told = introspect(tokens["access_token"], client=(application.client_id, secret)).json()

    assert told["active"] is active
    assert own or told == {"active": False}


def test_of_an_ended_token_nothing_is_told(cast: Cast, sign_in: SignIn, resource: tuple[str, str | None]) -> None:
    tokens = sign_in.tokens()
    cast.editor.user.is_active = False
    cast.editor.user.save()

    told = [introspect(token, client=resource).json() for token in (tokens["access_token"], "unknown")]

    assert told == [{"active": False}, {"active": False}]


def test_others_are_told_nothing(sign_in: SignIn, resource: tuple[str, str | None]) -> None:
    token, public = sign_in.tokens()["access_token"], sign_in.application.client_id

    answers = [
        introspect(token, client=(public, None)),
        introspect(token, client=(public, "")),
        introspect(token, client=(resource[0], "wrong")),
        introspect(token, client=(resource[0], None)),
        introspect(token, client=("unknown", "x")),
        post("/oauth/introspect", token=token, headers={"Authorization": f"Bearer {token}"}),
    ]

    assert [answer.status_code for answer in answers] == [401] * 6


def test_asking_of_no_token_is_a_wrong_request(resource: tuple[str, str | None]) -> None:
    answer = post("/oauth/introspect", client_id=resource[0], client_secret=resource[1])

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
