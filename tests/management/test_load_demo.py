from pathlib import Path

import pytest
from django.core.management import CommandError
from pytest_django.fixtures import Settings

from tests.cast import make_user
from tests.management.running import run
from tests.services.observing import everything_stored
from versioning.models import Document, Draft, Project, Token, User
from versioning.services.system_actor import system_actor
from versioning.services.verify_database import verify_database

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def _login(said: str) -> tuple[str, str]:
    """The password and the raw token that were printed."""
    first, second = said.splitlines()
    return first.rpartition(" ")[2], second.rpartition(" ")[2]


def test_prints_a_login_and_a_token_that_work() -> None:
    password, raw = _login(run("load_demo").out)

    user = User.objects.get(username="demo")
    assert user.check_password(password)
    assert (user.is_staff, user.is_superuser) == (True, True)
    assert Token.objects.with_raw(raw).get().user == user


def test_makes_documents_that_show_what_there_is() -> None:
    run("load_demo")

    assert Project.objects.get().name == "Stemma demo"
    assert [len(document.versions.published()) for document in Document.objects.filter(slug="what-a-stemma-is")] == [3]
    assert sorted(draft.is_outdated for draft in Draft.objects.all()) == [False, True]
    category = Document.objects.get(kind="category")
    assert [child.title for child in category.children.order_by("order")] == ["Working in drafts", "Going back"]
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_prints_the_same_login_again_and_changes_nothing() -> None:
    first = run("load_demo")
    before = everything_stored()

    second = run("load_demo")

    assert second == first
    assert everything_stored() == before


def test_keeps_the_login_where_only_the_owner_can_read_it(folder: Path) -> None:
    run("load_demo")

    kept = folder / "demo_login"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [kept]


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"password": "x", "token": "y"}'])
def test_makes_a_new_login_where_the_kept_one_is_lost_or_damaged(folder: Path, content: str | None) -> None:
    run("load_demo")
    kept = folder / "demo_login"
    if content is None:
        kept.unlink()
    else:
        kept.write_text(content)

    password, raw = _login(run("load_demo").out)

    assert User.objects.get(username="demo").check_password(password)
    assert Token.objects.with_raw(raw).exists()
    assert Project.objects.count() == 1


def test_makes_a_new_token_for_a_new_database() -> None:
    password, raw = _login(run("load_demo").out)
    Token.objects.all().delete()
    User.objects.filter(username="demo").update(username="former")

    again, new = _login(run("load_demo").out)

    assert (again == password, new == raw) == (True, False)


def test_leaves_an_account_alone_that_it_did_not_make() -> None:
    person = make_user("Demo")

    with pytest.raises(CommandError, match="did not make"):
        run("load_demo")

    assert not User.objects.get(pk=person.pk).is_superuser
