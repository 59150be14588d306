from io import StringIO

import pytest
from django.core.management import CommandError

from tests.cast import Cast
from tests.management.running import run
from versioning.models import Membership, Role, User

PASSWORD = "correct horse battery"


def test_reads_the_password_from_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))

    printed = run("create_user", "ada", "--email", "ada@example.org", "--name", "Ada Lovelace", "--password-stdin")

    user = User.objects.get(username="ada")
    assert (user.email, user.display_name, user.check_password(PASSWORD)) == ("ada@example.org", "Ada Lovelace", True)
    assert printed.out == "Created the account ada.\n"


def test_makes_an_account_without_a_password(db: None) -> None:
    run("create_user", "robot", "--no-login")

    assert not User.objects.get(username="robot").has_usable_password()


def test_makes_a_superuser(db: None) -> None:
    run("create_user", "root", "--no-login", "--superuser")

    assert User.objects.get(username="root").is_superuser


def test_makes_a_member_of_a_project(cast: Cast) -> None:
    printed = run("create_user", "ada", "--no-login", "--project", "handbook", "--role", "publisher")

    membership = Membership.objects.get(user__username="ada")
    assert (membership.project, membership.role) == (cast.project, Role.PUBLISHER)
    assert printed.out == "Created the account ada, publisher in handbook.\n"


def _terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Simulate a person at a terminal who types these passwords."""
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    typed = iter(answers)
    monkeypatch.setattr("versioning.management.passwords.getpass", lambda prompt: next(typed))


def test_asks_for_the_password_twice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _terminal(monkeypatch, PASSWORD, PASSWORD)

    run("create_user", "ada")

    assert User.objects.get(username="ada").check_password(PASSWORD)


def test_refuses_two_passwords_that_differ(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _terminal(monkeypatch, PASSWORD, f"{PASSWORD}!")

    with pytest.raises(CommandError, match="do not match"):
        run("create_user", "ada")


def test_says_how_to_give_a_password_without_a_terminal(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())

    with pytest.raises(CommandError, match="--password-stdin or --no-login"):
        run("create_user", "ada")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ada", "--project", "handbook"), "Give --project and --role together"),
        (("ada", "--role", "viewer"), "Give --project and --role together"),
        (("ada", "--project", "nothing", "--role", "viewer"), "No project has the slug nothing"),
        (("a b",), "username"),
        (("system",), "is reserved"),
    ],
)
def test_refuses_a_wrong_value_with_a_sentence(db: None, words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("create_user", *words, "--no-login")

    assert not User.objects.exclude(username="system").exists()
