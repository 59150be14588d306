from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.conftest import Desks, signed_in
from versioning.models import User

OLD, NEW = "correct horse battery", "staple of the day"


@pytest.fixture
def browser(cast: Cast) -> Client:
    cast.editor.user.set_password(OLD)
    cast.editor.user.save()
    return signed_in(cast.editor)


def change(browser: Client, **changes: str) -> Any:
    return browser.post("/settings/password/", {"current": OLD, "password": NEW, "again": NEW, **changes})


def test_the_profile_tells_projects_and_roles(desks: Desks) -> None:
    page = desks.editor.get("/settings/").content.decode()

    assert "edda.handbook" in page
    assert '<a href="/settings/projects/handbook/">Handbook</a>' in page
    assert "<td>editor</td>" in page


def test_who_is_in_no_project_is_told_what_to_do(desks: Desks) -> None:
    assert "A project manager can add you" in desks.stranger.get("/settings/").content.decode()


def test_one_gives_oneself_another_name(cast: Cast, desks: Desks) -> None:
    answer = desks.editor.post("/settings/", {"name": "Edda Eager"}, follow=True)

    assert "Changed your name to Edda Eager." in answer.content.decode()
    assert User.objects.get(pk=cast.editor.user.pk).display_name == "Edda Eager"


def test_a_name_that_cannot_be_kept_is_refused_beside_its_field(desks: Desks) -> None:
    answer = desks.editor.post("/settings/", {"name": "x" * 151})

    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()


def test_another_password_ends_the_other_sessions(cast: Cast, browser: Client) -> None:
    elsewhere = signed_in(cast.editor)

    change(browser)

    assert elsewhere.get("/settings/").status_code == 302
    assert browser.get("/settings/").status_code == 200
    assert Client().login(username=cast.editor.user.username, password=NEW)


@pytest.mark.parametrize(
    ("field", "value"), [("current", "wrong"), ("current", ""), ("password", "123"), ("again", "another")]
)
def test_what_is_wrong_stands_beside_its_field(cast: Cast, browser: Client, field: str, value: str) -> None:
    changes = {"password": value, "again": value} if field == "password" else {field: value}

    answer = change(browser, **changes)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert User.objects.get(pk=cast.editor.user.pk).check_password(OLD)


def test_ten_guesses_are_enough(cast: Cast, browser: Client) -> None:
    for _ in range(10):
        change(browser, current="wrong")

    answer = change(browser)

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert User.objects.get(pk=cast.editor.user.pk).check_password(OLD)


def test_passwords_that_are_too_easy_are_no_guesses(cast: Cast, browser: Client) -> None:
    for _ in range(10):
        change(browser, password="123", again="123")

    change(browser)

    assert User.objects.get(pk=cast.editor.user.pk).check_password(NEW)
