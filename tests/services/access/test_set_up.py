from functools import partial
from typing import Any

import pytest

from tests.cast import make_user
from tests.races import run_together
from versioning.exceptions import AlreadyExists, AlreadySetUp, InvalidValue, NotAllowed, VersioningError
from versioning.models import Membership, Project, Role, User
from versioning.models.access.user import has_accounts
from versioning.services.access.set_up import FirstRun, set_up
from versioning.services.access.setup_key import setup_key
from versioning.services.access.system_actor import system_actor
from versioning.services.projects.create_project import create_project

PASSWORD = "correct horse battery"


def run(**changes: Any) -> FirstRun:
    values = {"key": setup_key(), "username": "ana", "password": PASSWORD, "name": "Ana Silva", **changes}
    return set_up(**{"project_name": "Handbook", **values})


def test_makes_an_administrator_who_manages_the_first_project(db: None) -> None:
    made = run()

    user = User.objects.get(username="ana")
    assert (user.is_superuser, user.is_staff, user.display_name) == (True, True, "Ana Silva")
    assert user.check_password(PASSWORD)
    assert made.project is not None
    assert (made.project.slug, made.project.name) == ("handbook", "Handbook")
    assert Membership.objects.get(project=made.project, user=user).role == Role.MANAGER


def test_creates_no_project_without_a_name(db: None) -> None:
    made = run(project_name=" ")

    assert made.project is None
    assert not Project.objects.exists()


@pytest.mark.parametrize("name", ["知識", "0193a7d2-0000-7000-8000-000000000000", "-"])
def test_a_name_that_makes_no_address_is_kept_all_the_same(db: None, name: str) -> None:
    made = run(project_name=name)

    assert made.project is not None
    assert (made.project.slug, made.project.name) == ("documents", name)


@pytest.mark.parametrize("key", ["", "0" * 32, "ключ"])
def test_refuses_another_key(db: None, key: str) -> None:
    with pytest.raises(NotAllowed):
        run(key=key)

    assert not User.objects.exists()


def test_refuses_a_server_that_is_set_up(db: None) -> None:
    run()

    with pytest.raises(AlreadySetUp):
        run(username="bea")


def test_a_server_whose_last_administrator_was_deactivated_is_no_new_one(db: None) -> None:
    run()
    User.objects.update(is_active=False)

    with pytest.raises(AlreadySetUp):
        run(username="bea")


def test_authors_of_imported_history_have_no_accounts(db: None) -> None:
    make_user("Olga Old", is_active=False, password="!none")

    assert not has_accounts()


def test_members_who_use_tokens_only_have_accounts(db: None) -> None:
    make_user("Tom Token", password="!none")

    assert has_accounts()


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", ""), ("username", "system"), ("password", "123"), ("name", "x" * 300), ("project_name", "x" * 300)],
)
def test_names_the_field_that_is_wrong_and_makes_nothing(db: None, field: str, value: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        run(**{field: value})

    assert refusal.value.field == field
    assert not has_accounts()


def test_names_the_project_that_is_there(db: None) -> None:
    create_project(actor=system_actor(), slug="handbook")

    with pytest.raises(AlreadyExists) as refusal:
        run()

    assert refusal.value.data == {"field": "project_name"}
    assert not has_accounts()


def test_of_two_at_once_one_is_the_first(transactional_db: None) -> None:
    outcomes = run_together(*(partial(run, username=name, project_name=name) for name in ("ana", "bea")))

    assert sorted(isinstance(outcome, FirstRun) for outcome in outcomes) == [False, True]
    assert [outcome.code for outcome in outcomes if isinstance(outcome, VersioningError)] == ["already_set_up"]
    assert User.objects.filter(is_service=False).count() == 1
    assert Project.objects.count() == 1


def test_one_that_fails_leaves_the_way_open(db: None) -> None:
    with pytest.raises(InvalidValue):
        run(password="123")

    assert run().administrator.username == "ana"
