from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from tests.cast import Cast
from tests.management.running import run
from versioning.models import Role, Token


def _token(printed: str) -> Token:
    token = Token.objects.with_raw(printed.removesuffix("\n"))
    assert token is not None
    return token


def test_prints_only_the_token_of_a_project(cast: Cast) -> None:
    printed = run("create_token", "--project", "handbook", "--role", "editor", "--name", "CI", "--scopes", "read,draft")

    token = _token(printed.out)
    assert (token.kind, token.project, token.role) == ("project", cast.project, Role.EDITOR)
    assert (token.name, token.scopes, token.expires_at) == ("CI", ["read", "draft"], None)


def test_makes_an_organizations_token_that_expires(db: None) -> None:
    printed = run("create_token", "--organization", "--role", "viewer", "--name", "Backup", "--expires-in-days", "7")

    token = _token(printed.out)
    assert (token.kind, token.role) == ("organization", Role.VIEWER)
    assert token.expires_at is not None
    assert timedelta(days=6) < token.expires_at - timezone.now() <= timedelta(days=7)


def test_makes_a_personal_token(cast: Cast) -> None:
    printed = run("create_token", "--user", cast.viewer.user.username, "--name", "Vera's script")

    token = _token(printed.out)
    assert (token.kind, token.user, token.role) == ("personal", cast.viewer.user, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "required"),
        (("--organization", "--project", "handbook"), "not allowed with"),
        (("--project", "nothing", "--role", "viewer"), "No project has the slug nothing"),
        (("--user", "nobody"), "No account has the username nobody"),
        (("--project", "handbook"), "Give a role for"),
        (("--organization", "--role", "king"), "invalid choice"),
        (("--organization", "--role", "viewer", "--scopes", "read,everything"), "scopes must be"),
        (("--organization", "--role", "viewer", "--expires-in-days", "0"), "must be in the future"),
        (("--organization", "--role", "viewer", "--expires-in-days", "99999999"), "after the year 9999"),
    ],
)
def test_refuses_a_wrong_value_with_a_sentence(cast: Cast, words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("create_token", "--name", "CI", *words)

    assert not Token.objects.exists()
