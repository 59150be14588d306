from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.cast import Cast, make_token
from tests.models.raw import refusal_of_update
from versioning.models import Role, Scope, Token
from versioning.models.access.browser_session import BrowserSession

NOW = timezone.now()


@pytest.mark.parametrize(
    "assignment",
    [
        "kind = 'personal', role = 40",
        "kind = 'project'",
        "kind = 'project', role = 40",
        "kind = 'organization'",
        "kind = 'organization', role = 15",
        "kind = 'other'",
    ],
)
def test_refuses_a_kind_that_its_role_and_project_do_not_fit(cast: Cast, assignment: str) -> None:
    token, _ = make_token(cast.editor.user)

    sentence = refusal_of_update(token, assignment)

    assert "token_kind_fits_its_role_and_project" in sentence


@pytest.mark.parametrize("kind", ["personal", "organization"])
def test_refuses_a_project_for_a_token_that_reaches_further(cast: Cast, kind: str) -> None:
    token, _ = make_token(cast.editor.user, kind=kind, role=None if kind == "personal" else Role.VIEWER)

    sentence = refusal_of_update(token, "project_id = %s", cast.project.pk)

    assert "token_kind_fits_its_role_and_project" in sentence


def test_refuses_one_secret_twice(cast: Cast) -> None:
    first, _ = make_token(cast.editor.user)
    second, _ = make_token(cast.viewer.user)

    sentence = refusal_of_update(second, "digest = (SELECT digest FROM versioning_token WHERE id = %s)", first.pk)

    assert "digest" in sentence


def test_is_found_by_its_secret_alone(cast: Cast) -> None:
    token, raw = make_token(cast.editor.user)
    make_token(cast.editor.user)

    assert Token.objects.with_raw(raw) == token
    assert Token.objects.with_raw(token.prefix) is None


def test_the_secret_is_not_stored(cast: Cast) -> None:
    token, raw = make_token(cast.editor.user)
    secret = raw.partition(".")[2]

    stored = Token.objects.filter(pk=token.pk).values().get()

    assert secret not in repr(stored)


@pytest.mark.parametrize(
    ("values", "usable"),
    [
        ({}, True),
        ({"expires_at": NOW + timedelta(seconds=1)}, True),
        ({"expires_at": NOW}, False),
        ({"revoked_at": NOW}, False),
    ],
)
def test_is_usable_until_it_is_revoked_or_expires(cast: Cast, values: dict[str, Any], usable: bool) -> None:
    token, _ = make_token(cast.editor.user, **values)

    assert token.is_usable_at(NOW) is usable


def test_a_personal_token_goes_with_its_person(cast: Cast) -> None:
    cast.editor.user.is_active = False
    personal, _ = make_token(cast.editor.user)
    service, _ = make_token(cast.editor.user, kind=Token.Kind.ORGANIZATION, role=Role.VIEWER)

    assert [personal.is_usable_at(NOW), service.is_usable_at(NOW)] == [False, True]


def test_notes_its_first_use(cast: Cast) -> None:
    token, _ = make_token(cast.editor.user)

    token.record_use()

    token.refresh_from_db()
    assert token.last_used_at is not None


def test_does_not_write_again_within_five_minutes(cast: Cast) -> None:
    used = timezone.now() - timedelta(minutes=4)
    token, _ = make_token(cast.editor.user, last_used_at=used)

    token.record_use()

    token.refresh_from_db()
    assert token.last_used_at == used


def test_writes_again_after_five_minutes(cast: Cast) -> None:
    used = timezone.now() - timedelta(minutes=6)
    token, _ = make_token(cast.editor.user, last_used_at=used)

    token.record_use()

    token.refresh_from_db()
    assert token.last_used_at is not None
    assert token.last_used_at > used


def test_all_scopes_are_ours_and_not_the_other_products(cast: Cast) -> None:
    assert set(Token.all_scopes()) == set(Scope) - {Scope.CUSTOMER_API}


def test_shows_its_prefix_alone(cast: Cast) -> None:
    token, _ = make_token(cast.editor.user)

    assert str(token) == f"token of edda.handbook ({token.prefix}…)"


@pytest.mark.django_db(transaction=True)
def test_a_use_that_cannot_be_stored_fails_nothing(cast: Cast) -> None:
    token, _ = make_token(cast.editor.user)

    with connection.execute_wrapper(refuse_changes):
        token.record_use()

    token.refresh_from_db()
    assert token.last_used_at is None


@pytest.mark.django_db(transaction=True)
def test_the_use_of_a_session_that_cannot_be_stored_fails_nothing(cast: Cast) -> None:
    seen = timezone.now() - timedelta(minutes=6)
    session = BrowserSession.objects.create(key="k", user=cast.editor.user, data="", last_seen_at=seen)

    with connection.execute_wrapper(refuse_changes):
        session.record_use(address="192.0.2.1", browser="")

    session.refresh_from_db()
    assert session.last_seen_at == seen


def refuse_changes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if sql.startswith("UPDATE"):
        raise OperationalError("attempt to write a readonly database")
    return execute(sql, params, many, context)
