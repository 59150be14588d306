from pathlib import Path

import pytest
from django.core.management import CommandError
from pytest_django.fixtures import Settings

from tests.cast import make_project, make_user
from tests.management.running import run
from tests.services.observing import everything_stored
from versioning.models import Project, Token, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def project() -> Project:
    """It exists, so that the command does not write the handbook."""
    return make_project("demo")


def _login(printed: str) -> tuple[str, str]:
    """Return the password and the raw token that were printed."""
    first, second = printed.splitlines()
    return first.rpartition(" ")[2], second.rpartition(" ")[2]


@pytest.mark.usefixtures("project")
def test_prints_a_login_and_a_token_that_work() -> None:
    password, raw = _login(run("load_demo").out)

    user = User.objects.get(username="demo")
    assert user.check_password(password)
    assert (user.is_staff, user.is_superuser) == (True, True)
    assert Token.objects.get(user=user) == Token.objects.with_raw(raw)


def test_prints_the_same_login_again_and_changes_nothing() -> None:
    first = run("load_demo")
    before = everything_stored()

    second = run("load_demo")

    assert second == first
    assert everything_stored() == before


@pytest.mark.usefixtures("project")
def test_stores_the_login_so_that_only_the_owner_can_read_it(folder: Path) -> None:
    run("load_demo")

    kept = folder / "demo_login"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [kept]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"password": "x", "token": "y"}'])
def test_makes_a_new_login_if_the_stored_one_is_lost_or_damaged(folder: Path, content: str | None) -> None:
    run("load_demo")
    kept = folder / "demo_login"
    if content is None:
        kept.unlink()
    else:
        kept.write_text(content)

    password, raw = _login(run("load_demo").out)

    assert User.objects.get(username="demo").check_password(password)
    assert Token.objects.with_raw(raw)
    assert Project.objects.count() == 1


@pytest.mark.usefixtures("project")
def test_makes_a_new_token_for_a_new_database() -> None:
    password, raw = _login(run("load_demo").out)
    Token.objects.all().delete()
    User.objects.filter(username="demo").update(username="former")

    again, new = _login(run("load_demo").out)

    assert (again == password, new == raw) == (True, False)


@pytest.mark.usefixtures("project")
def test_does_not_touch_an_account_that_it_did_not_create() -> None:
    person = make_user("Demo")

    with pytest.raises(CommandError, match="was not created by load_demo"):
        run("load_demo")

    assert not User.objects.get(pk=person.pk).is_superuser
