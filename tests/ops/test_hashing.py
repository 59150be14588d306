"""Every way of hashing a password or a secret shares one bound."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from pytest_django.fixtures import Settings

from config import settings as configured
from tests.cast import Cast
from tests.web.conftest import signed_in
from versioning.models import Application
from versioning.ops import hashing
from versioning.services.access.register_application import register_application
from versioning.services.access.setup_key import setup_key

BOUNDED = "versioning.ops.hashing.BoundedPBKDF2PasswordHasher"
PASSWORD = "correct horse battery"


@pytest.fixture
def _slow(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [BOUNDED]


@pytest.fixture
def _busy(_slow: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
    with hashing.hashing_place():
        yield


def test_a_server_hashes_with_the_bound_and_nothing_else() -> None:
    # The module, because the fixtures change the settings.
    assert configured.PASSWORD_HASHERS == [BOUNDED]


@pytest.mark.usefixtures("_slow")
def test_the_hashes_of_django_stay_right() -> None:
    stored = make_password(PASSWORD)

    assert stored.startswith("pbkdf2_sha256$")
    assert check_password(PASSWORD, stored)


@pytest.mark.usefixtures("_busy")
def test_a_third_caller_does_not_even_wait() -> None:
    assert hashing._QUEUE.acquire(blocking=False)
    try:
        with pytest.raises(hashing.HashingBusy):
            make_password(PASSWORD)
    finally:
        hashing._QUEUE.release()


@pytest.mark.usefixtures("_slow")
def test_a_known_browser_gets_its_turn_although_strangers_fill_the_queue(cast: Cast) -> None:
    cast.editor.user.set_password(PASSWORD)
    cast.editor.user.save()
    browser, form = Client(), {"username": cast.editor.user.username, "password": PASSWORD}
    assert browser.post("/sign-in/", form).status_code == 302
    stranger = Client()

    assert hashing._QUEUE.acquire(blocking=False)
    assert hashing._QUEUE.acquire(blocking=False)
    try:
        answers = [client.post("/sign-in/", form).status_code for client in (stranger, browser)]
    finally:
        hashing._QUEUE.release(2)

    assert answers == [429, 302]


def test_the_place_is_free_again_after_a_failure() -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), hashing.hashing_place():
            raise ZeroDivisionError

    with hashing.hashing_place():
        pass


@pytest.mark.usefixtures("_slow")
def test_a_change_of_the_password_waits_for_the_place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.editor.user.set_password(PASSWORD)
    cast.editor.user.save()
    browser = signed_in(cast.editor)
    browser.raise_request_exception = False
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)

    with hashing.hashing_place():
        answer = browser.post(
            "/settings/password/", {"current": PASSWORD, "password": "staple of it", "again": "staple of it"}
        )

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


@pytest.mark.usefixtures("_busy")
def test_a_secret_of_an_application_waits_for_the_place(cast: Cast) -> None:
    with pytest.raises(hashing.HashingBusy):
        register_application(
            actor=cast.manager,
            project=cast.project,
            name="Quill",
            client_type=Application.CLIENT_CONFIDENTIAL,
            redirect_uris=["https://quill.example/"],
        )

    assert not Application.objects.exists()


@pytest.mark.usefixtures("_busy")
def test_a_page_that_finds_no_place_is_a_503_that_says_when_to_come_again(db: None) -> None:
    client = Client(raise_request_exception=False)
    account = {"username": "ada", "password": PASSWORD, "again": PASSWORD, "project_name": "Handbook"}

    answer = client.post("/setup/", {"key": setup_key(), **account})

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
