from io import StringIO

import pytest
from django.core.management import CommandError

from tests.cast import Cast, make_token
from tests.management.running import run
from versioning.models import BrowserSession, Event, User, Verb

PASSWORD = "correct horse battery"


def test_ends_sessions_and_tokens_and_leaves_an_event(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    user = cast.editor.user
    token, _ = make_token(user)
    BrowserSession.objects.create(key="k", data="", address="", browser="", user=user)
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))

    printed = run("changepassword", user.username, "--password-stdin")

    token.refresh_from_db()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert token.revoked_at is not None
    assert not BrowserSession.objects.exists()
    event = Event.objects.get(verb=Verb.USER_PASSWORD_RESET)
    assert (event.actor.username, event.data["account"]) == ("system", str(user.pk))
    assert printed.out.startswith(f"Changed the password of {user.username}.")


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [("nobody", PASSWORD, "No account has the username nobody."), ("edda.handbook", "short", "too short")],
)
def test_refuses_unknown_people_and_easy_passwords(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, username: str, password: str, sentence: str
) -> None:
    before = cast.editor.user.password
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n"))

    with pytest.raises(CommandError, match=sentence):
        run("changepassword", username, "--password-stdin")

    assert User.objects.get(pk=cast.editor.user.pk).password == before
    assert not Event.objects.filter(verb=Verb.USER_PASSWORD_RESET).exists()
