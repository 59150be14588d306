from typing import Any

import pytest

from tests.cast import Cast, make_token, make_user
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed
from versioning.models import Actor, Role, Token, User
from versioning.services.access.create_user import Standing, create_user
from versioning.services.access.system_actor import system_actor

PASSWORD = "correct horse battery"


def test_makes_an_account_that_can_be_signed_in_to(db: None) -> None:
    user = create_user(
        actor=system_actor(), username="ada", email="Ada@Example.ORG", name="Ada King Lovelace", password=PASSWORD
    )

    stored = User.objects.get(pk=user.pk)
    assert (stored.first_name, stored.last_name, stored.email) == ("Ada", "King Lovelace", "Ada@example.org")
    assert stored.check_password(PASSWORD)
    assert (stored.is_active, stored.is_staff, stored.is_superuser, stored.is_service) == (True, False, False, False)


def test_without_a_password_nobody_signs_in(db: None) -> None:
    user = create_user(actor=system_actor(), username="robot")

    assert (user.has_usable_password(), user.is_active) == (False, True)


def test_a_superuser_opens_the_back_office(db: None) -> None:
    user = create_user(actor=system_actor(), username="root", password=PASSWORD, standing=Standing.SUPERUSER)

    assert (user.is_staff, user.is_superuser) == (True, True)


def test_no_token_makes_a_superuser(db: None) -> None:
    robot = make_user("Robot", is_service=True, is_active=False)
    token, _ = make_token(robot, kind=Token.Kind.ORGANIZATION, role=Role.MANAGER)

    with pytest.raises(NotAllowed, match="Sign in to create a superuser"):
        create_user(actor=Actor(robot, token.credential), username="root", standing=Standing.SUPERUSER)


def test_refuses_a_name_that_is_taken(db: None) -> None:
    create_user(actor=system_actor(), username="ada")

    with pytest.raises(AlreadyExists) as refusal:
        create_user(actor=system_actor(), username="ada")

    assert refusal.value.data == {"field": "username"}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("username", {"username": ""}),
        ("username", {"username": "a b"}),
        ("username", {"username": "x" * 151}),
        ("username", {"username": "system"}),
        ("username", {"username": "token-0a1b2c3d"}),
        ("email", {"email": "nowhere"}),
        ("name", {"name": "a\0b"}),
        ("name", {"name": "x" * 151}),
        ("password", {"password": "short"}),
        ("password", {"password": ""}),
    ],
)
def test_refuses_a_wrong_value_naming_its_field(db: None, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as refusal:
        create_user(actor=system_actor(), **{"username": "ada", **values})

    assert refusal.value.field == field


def test_refuses_who_is_no_administrator(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_user(actor=cast.manager, username="ada")
