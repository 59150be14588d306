import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.cast import make_user
from versioning.models import User
from versioning.web.settings.login_throttle import LoginThrottle

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
