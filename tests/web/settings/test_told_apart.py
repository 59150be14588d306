"""Nobody can tell by an answer, or by the work behind it, whether an account or an address exists."""

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_user
from versioning.models import Role
from versioning.services.people.invite_person import invite_person

PASSWORD = "correct horse battery"  # noqa: S105  of nobody


def _statements(call: Any) -> tuple[list[str], Any]:
    """Return the statements without their values, and the result of the call."""
    with CaptureQueriesContext(connection) as captured:
        result = call()
    return [
        re.sub(r"'[^']*'|\b\d+\b|0x[0-9a-f]+", "?", query["sql"])[:80]
        for query in captured
        if "SAVEPOINT" not in query["sql"]
    ], result


def _sign_in(username: str) -> Any:
    return Client().post("/sign-in/", {"username": username, "password": "wrong password"})


def _ask_reset(email: str) -> Any:
    return Client().post("/password/", {"email": email})


@pytest.fixture
def usernames(cast: Cast) -> list[str]:
    """Accounts of each kind, and a name that nobody has."""
    make_user("Usual One", password=make_password(PASSWORD))
    make_user("Gone One", password=make_password(PASSWORD), is_active=False)
    make_user("Imported One", password=make_password(None))
    make_user("Service One", password=make_password(None), is_service=True)
    return ["usual.one", "gone.one", "imported.one", "service.one", "nobody.at.all"]


def test_a_sign_in_does_the_same_for_each_name(usernames: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self: Any, *args: Any) -> Any:
        hashed.append("")
        return encode(self, *args)

    monkeypatch.setattr(type(hasher), "encode", counted)
    _sign_in("warm.up")
    found = []
    for username in usernames:
        hashed.clear()
        statements, answer = _statements(lambda username=username: _sign_in(username))
        found.append((len(statements), len(hashed), answer.status_code))

    assert len(set(found)) == 1, dict(zip(usernames, found, strict=True))


def test_a_reset_does_the_same_for_each_address(cast: Cast, settings: Settings) -> None:
    settings.SENDS_EMAIL = True
    _ask_reset("warm.up@example.org")

    found = [_statements(lambda email=email: _ask_reset(email)) for email in ("vera@example.org", "no@example.org")]

    assert found[0][0] == found[1][0] != []
    assert found[0][1].status_code == found[1][1].status_code


def test_an_invitation_does_the_same_for_each_address(cast: Cast, settings: Settings) -> None:
    settings.SENDS_EMAIL = True

    def invite(email: str) -> Any:
        return invite_person(actor=cast.manager, project=cast.project, email=email, role=Role.VIEWER)

    invite("warm.up@example.org")
    found = [_statements(lambda email=email: invite(email))[0] for email in ("sven@example.org", "no@example.org")]

    assert found[0] == found[1] != []
