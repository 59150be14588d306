import re

import pytest
from django.test import Client

from tests.cast import Cast, make_user
from versioning.models import Project, User
from versioning.models.access.user import has_accounts
from versioning.services.access.setup_key import setup_key
from versioning.services.access.system_actor import system_actor
from versioning.services.projects.create_project import create_project

GIVEN = {
    "name": "Ana Silva",
    "username": "ana",
    "password": "correct horse battery",
    "again": "correct horse battery",
    "project_name": "Handbook",
}


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


def given(**changes: str) -> dict[str, str]:
    return {"key": setup_key(), **GIVEN, **changes}


@pytest.mark.parametrize("path", ["/", "/activity/", "/settings/tokens/", "/sign-in/"])
def test_every_page_of_a_new_server_leads_there(browser: Client, path: str) -> None:
    answer = browser.get(path, follow=True)

    assert answer.redirect_chain[-1][0] == "/setup/"
    assert "manage.py setup_link" in answer.content.decode()


def test_the_key_opens_the_form(browser: Client) -> None:
    answer = browser.get("/setup/", {"key": f" {setup_key()} "})

    assert f'name="key" value="{setup_key()}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("key", ["0" * 32, "ключ"])
def test_another_key_opens_nothing(browser: Client, key: str) -> None:
    asked, sent = browser.get("/setup/", {"key": key}), browser.post("/setup/", given(key=key))

    assert (asked.status_code, sent.status_code) == (403, 403)
    assert not User.objects.exists()


def test_the_first_administrator_is_signed_in_and_told_so(browser: Client) -> None:
    answer = browser.post("/setup/", given(), follow=True)

    assert answer.redirect_chain == [("/", 303)]
    assert "Welcome, Ana Silva." in answer.content.decode()
    assert Project.objects.get().name == "Handbook"


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("username", "", "This field is required."),
        ("username", "a b", "Enter a valid username"),
        ("password", "123", "too short"),
        ("again", "another", "The passwords don&#x27;t match."),
        ("project_name", " ", "This field is required."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(browser: Client, field: str, value: str, fault: str) -> None:
    again = {"again": value} if field == "password" else {}

    answer = browser.post("/setup/", given(**{field: value}, **again))

    beside = re.search(rf'id="id_{field}_error">([^<]+)<', answer.content.decode())
    assert answer.status_code == 422
    assert beside is not None
    assert fault in beside.group(1)
    assert not has_accounts()


def test_no_project_is_asked_for_where_there_is_one(browser: Client) -> None:
    create_project(actor=system_actor(), slug="imported")

    browser.post("/setup/", given(project_name=""))

    assert User.objects.filter(username="ana", is_superuser=True).exists()
    assert Project.objects.get().slug == "imported"


def test_afterwards_it_is_not_there(cast: Cast) -> None:
    browser = Client()

    asked, sent = browser.get("/setup/", {"key": setup_key()}), browser.post("/setup/", given())

    assert (asked.status_code, sent["Location"]) == (404, "/sign-in/")
    assert not User.objects.filter(username="ana").exists()


def test_it_wants_a_form_of_its_own(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post("/setup/", given()).status_code == 403


def test_imported_authors_leave_the_server_new(browser: Client) -> None:
    make_user("Olga Old", is_active=False, password="!none")

    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/setup/"
