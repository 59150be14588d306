import os
from pathlib import Path

import pytest
from django.conf import settings as used
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.config.reading import database_of


def test_a_page_for_somebody_is_stored_nowhere(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.editor.user)

    assert browser.get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_page_for_everybody_says_nothing_of_storing() -> None:
    assert "Cache-Control" not in Client().get("/docs/errors/").headers


def test_the_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = database_of("", tmp_path)

    assert os.stat(database["NAME"]).st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_security_txt_names_the_contact(settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.com"

    answer = Client().get("/.well-known/security.txt")

    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "Contact: mailto:security@example.com"
    assert lines[1].startswith("Expires: 20")


@pytest.mark.django_db
def test_without_a_contact_there_is_no_security_txt() -> None:
    assert used.SECURITY_CONTACT == ""
    assert Client().get("/.well-known/security.txt").status_code == 404
