import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import make_user
from versioning.models import User
from versioning.ops import hashing
from versioning.web.settings import login_throttle
from versioning.web.settings.login_throttle import MOST_FOR_USERNAME, MOST_FROM_ADDRESS, LoginThrottle

ADDRESS = "/sign-in/"
RIGHT = {"username": "ada.author", "password": "correct horse"}
WRONG = {"username": "ada.author", "password": "wrong"}


@pytest.fixture
def person(db: None) -> User:
    user = make_user("Ada Author")
    user.set_password(RIGHT["password"])
    user.save()
    return user


def test_somebody_who_is_no_staff_signs_in(person: User) -> None:
    browser = Client()

    browser.post(ADDRESS, RIGHT)

    assert "You are signed in as <strong>Ada Author</strong>" in browser.get(ADDRESS).content.decode()


def test_without_another_address_one_lands_on_the_library(person: User) -> None:
    assert Client().post(ADDRESS, RIGHT)["Location"] == "/"


def test_a_wrong_password_is_told_in_words(person: User) -> None:
    answer = Client().post(ADDRESS, WRONG)

    assert answer.status_code == 200
    assert "Wrong username or password." in answer.content.decode()


def test_who_is_deactivated_does_not_sign_in(person: User) -> None:
    User.objects.update(is_active=False)

    assert Client().post(ADDRESS, RIGHT).status_code == 200


@pytest.mark.parametrize("password", ["wrong", "correct horse"])
def test_ten_guesses_are_enough(person: User, password: str) -> None:
    browser = Client()
    for _ in range(10):
        browser.post(ADDRESS, WRONG)

    answer = browser.post(ADDRESS, {**RIGHT, "password": password})

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Too many wrong passwords" in answer.content.decode()


def test_one_name_written_in_many_ways_is_guessed_at_no_more_often(person: User) -> None:
    ways = [f"{' ' * spaces}{name}" for spaces in range(5) for name in ("ada.author", "\uff41da.author")]
    for name in ways:
        Client().post(ADDRESS, {"username": name, "password": "wrong"})

    answer = Client().post(ADDRESS, RIGHT)

    assert answer.status_code == 429


def test_guesses_at_very_many_names_do_not_hide_those_at_one(person: User, rf: RequestFactory) -> None:
    for _ in range(10):
        Client().post(ADDRESS, WRONG)
    for number in range(1000):
        LoginThrottle(rf.post(ADDRESS), username=f"nobody.{number}").count_failure()

    answer = Client().post(ADDRESS, RIGHT)

    assert answer.status_code == 429


def test_guesses_lock_out_nobody_elsewhere(person: User) -> None:
    for _ in range(10):
        Client(REMOTE_ADDR="10.0.0.1").post(ADDRESS, WRONG)

    answer = Client(REMOTE_ADDR="10.0.0.2").post(ADDRESS, RIGHT)

    assert answer.status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_nobody_is_led_elsewhere(person: User, elsewhere: str) -> None:
    answer = Client().post(ADDRESS, {**RIGHT, "next": elsewhere})

    assert answer["Location"] == reverse("desk:library")


def test_nobody_is_signed_out_by_a_link(person: User) -> None:
    browser = Client()
    browser.force_login(person)

    assert browser.get(reverse("sign-out")).status_code == 405


def test_it_wants_a_form_of_its_own(person: User) -> None:
    assert Client(enforce_csrf_checks=True).post(ADDRESS, RIGHT).status_code == 403


def test_many_addresses_do_not_get_more_guesses_at_one_name(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than a busy machine takes for the next request.
    monkeypatch.setattr(login_throttle, "FIRST_PAUSE_SECONDS", 100)
    for number in range(MOST_FOR_USERNAME):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(ADDRESS, WRONG)

    answer = Client(REMOTE_ADDR="10.0.1.1").post(ADDRESS, RIGHT)

    assert answer.status_code == 429


def test_a_browser_that_signed_in_before_is_not_kept_out_by_strangers(person: User) -> None:
    browser = Client(REMOTE_ADDR="10.0.0.1")
    browser.post(ADDRESS, RIGHT)
    browser.post(reverse("sign-out"))
    for number in range(2 * MOST_FOR_USERNAME):
        Client(REMOTE_ADDR=f"10.0.0.{number % 4}").post(ADDRESS, WRONG)

    assert browser.post(ADDRESS, RIGHT).status_code == 302


def test_the_cookie_of_one_person_is_of_no_use_for_another(person: User) -> None:
    other = make_user("Ben Bishop")
    browser = Client()
    browser.post(ADDRESS, RIGHT)
    browser.post(reverse("sign-out"))
    for _ in range(10):
        browser.post(ADDRESS, {"username": other.username, "password": "wrong"})

    answer = browser.post(ADDRESS, {"username": other.username, "password": "wrong"})

    assert answer.status_code == 429


def test_one_address_does_not_try_very_many_names(person: User) -> None:
    for number in range(MOST_FROM_ADDRESS):
        Client().post(ADDRESS, {"username": f"nobody.{number}", "password": "wrong"})

    assert Client().post(ADDRESS, RIGHT).status_code == 429


def test_people_behind_one_proxy_are_known_apart(person: User) -> None:
    for _ in range(10):
        Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9").post(ADDRESS, WRONG)

    answer = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.10").post(ADDRESS, RIGHT)

    assert answer.status_code == 302


def test_while_another_password_is_hashed_a_sign_in_waits_and_is_told_to_come_back(
    person: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["versioning.ops.hashing.BoundedPBKDF2PasswordHasher"]
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)

    with hashing.hashing_place():
        answer = Client().post(ADDRESS, RIGHT)

    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
