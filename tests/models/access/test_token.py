from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast, make_token, make_user
from tests.models.raw import refusal_of_update
from versioning.models import Document, Role, Scope, Token
from versioning.models.access.browser_session import BrowserSession
from versioning.models.sql.annotations import annotation
from versioning.models.sql.prepared import Lookup

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


def to_fork(document: Document) -> Lookup[Document]:
    lookup = Document.objects.lookup_to_fork(document.identifier)
    assert lookup is not None
    return lookup


def test_is_read_with_a_row_that_its_user_looks_up_by_one_statement(cast: Cast) -> None:
    document, (token, raw) = cast.document(), make_token(cast.editor.user)

    with CaptureQueriesContext(connection) as captured:
        found = Token.objects.with_raw_along(raw, to_fork(document))

    assert found == (token, document)
    assert len(captured) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PUBLISHER, None], ids=str)
def test_the_row_beside_it_has_the_role_of_its_own_user(cast: Cast, role: Role | None) -> None:
    user = make_user("Otto Other") if role is None else getattr(cast, str(role.label)).user
    document, (_, raw) = cast.document(), make_token(user)

    _, beside = Token.objects.with_raw_along(raw, to_fork(document))

    assert beside is not None
    assert annotation(beside, "actor_role") == role


def test_is_read_alone_if_its_user_looks_up_a_row_that_is_not_there(cast: Cast) -> None:
    document, (token, raw) = cast.document(), make_token(cast.editor.user)
    Document.objects.update(trashed_at=NOW)

    found = Token.objects.with_raw_along(raw, to_fork(document))

    assert found == (token, None)


def test_nothing_is_read_beside_a_secret_of_no_token(cast: Cast) -> None:
    _, raw = make_token(cast.editor.user)

    found = Token.objects.with_raw_along(f"{raw}x", to_fork(cast.document()))

    assert found == (None, None)


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
