"""Which passwords are refused, by every way to set one."""

from collections.abc import Callable

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_user
from versioning.exceptions import InvalidValue
from versioning.models import Event, User, Verb
from versioning.ops.passwords import VariedCommonPasswordValidator
from versioning.services.access.change_password import change_password
from versioning.services.access.create_user import create_user
from versioning.services.access.set_up import set_up
from versioning.services.access.setup_key import setup_key
from versioning.services.access.system_actor import system_actor

TRIVIAL = [
    *("password", "Password1!", "P@ssw0rd", "iloveyou99", "!dragon2024", "trustno1"),
    *("aaaaaaaa", "abababab", "12312312", "abcdefghij", "zyxwvuts", "qwertyuiop", "lkjhgfds"),
    *("stemma2026", "Stemma!!", "5t3mm4stemma", "documents1"),
    *("ada.author", "ada.author1", "AdaAuthor!23", "1234567"),
]
SOUND = ["correct horse battery", "Quill & Ink 1847", "grüne Äpfel im Mai", "x" * 30 + "yz8!", "tq5-Wm2_kx"]


@pytest.fixture
def ada(db: None) -> User:
    return make_user("Ada Author")


@pytest.mark.parametrize("password", TRIVIAL)
def test_a_trivial_password_is_refused(ada: User, password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, ada)


@pytest.mark.parametrize("password", SOUND)
def test_a_sound_password_is_taken_whatever_characters_it_has(ada: User, password: str) -> None:
    validate_password(password, ada)


def test_the_name_of_the_server_is_refused(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["wissen.kaufhaus.example"]

    for password in ("kaufhaus42", "Kaufhauskaufhaus", "wissen.kaufhaus.example"):
        with pytest.raises(ValidationError):
            validate_password(password)


def test_the_list_holds_at_least_3000_passwords_that_are_long_enough() -> None:
    assert sum(len(each) >= 8 for each in VariedCommonPasswordValidator().passwords) >= 3000


def _by_the_desk(cast: Cast, weak: str) -> None:
    change_password(actor=cast.editor, current="", password=weak)


def _by_the_setup(cast: Cast, weak: str) -> None:
    User.objects.exclude(username="system").update(is_active=False, is_service=True)
    set_up(key=setup_key(), username="ada", password=weak)


def _by_an_administrator(cast: Cast, weak: str) -> None:
    create_user(actor=system_actor(), username="ada", password=weak)


WAYS: dict[str, Callable[[Cast, str], None]] = {
    "desk": _by_the_desk,
    "setup": _by_the_setup,
    "create_user": _by_an_administrator,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_service_refuses_it(cast: Cast, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(User, "check_password", lambda user, raw: True)

    with pytest.raises(InvalidValue) as refusal:
        WAYS[way](cast, "stemma2026")

    assert refusal.value.field == "password"


def test_createsuperuser_refuses_it_even_without_questions(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "stemma2026")

    with pytest.raises(CommandError, match="too close to your name"):
        call_command("createsuperuser", username="root", email="root@example.org", interactive=False)

    assert not User.objects.filter(username="root").exists()


def test_createsuperuser_leaves_an_event(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "83!72#91-5")

    call_command("createsuperuser", username="root", email="root@example.org", interactive=False, verbosity=0)

    (event,) = Event.objects.filter(verb=Verb.USER_CREATED)
    assert event.data["username"] == "root"


@pytest.mark.parametrize("page", ["admin:versioning_user_add", "admin:auth_user_password_change"])
def test_the_back_office_refuses_it(cast: Cast, page: str) -> None:
    office = Client()
    office.force_login(User.objects.get(is_superuser=True))
    args = () if page.endswith("add") else (cast.editor.user.pk,)
    form = {"username": "ada", "usable_password": "true", "password1": "stemma2026", "password2": "stemma2026"}

    answer = office.post(reverse(page, args=args), form)

    assert answer.status_code == 200
    assert "too close to your name" in answer.content.decode()
    assert not User.objects.filter(username="ada").exists()


def test_somebody_without_names_may_have_any_sound_password() -> None:
    validate_password("83!72#91-5", User(username=""))
