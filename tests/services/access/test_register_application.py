from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from tests.cast import Cast, make_token
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Application, Scope, User
from versioning.services.access.register_application import RegisteredApplication, register_application

URI = "https://editor.example/callback"


def register(actor: Actor, **values: Any) -> RegisteredApplication:
    wanted = {"name": "Quill", "client_type": "public", "redirect_uris": [URI], **values}
    return register_application(actor=actor, **wanted)


@pytest.fixture
def root(cast: Cast) -> Actor:
    return Actor(User.objects.get(is_superuser=True))


def test_a_manager_registers_one_for_the_project(cast: Cast) -> None:
    with recorded() as events:
        made = register(cast.manager, project=cast.project)

    stored = Application.objects.get()
    assert (stored.project, stored.created_by, stored.redirect_uris) == (cast.project, cast.manager.user, URI)
    assert (stored.client_secret, made.secret) == ("", None)
    assert [(event.verb, event.project, event.data) for event in events] == [
        (
            "application.registered",
            cast.project,
            {"registered": stored.pk, "name": "Quill", "client_type": "public", "redirect_uris": [URI]},
        )
    ]


def test_a_secret_is_returned_once_and_stored_as_a_hash(cast: Cast) -> None:
    made = register(cast.manager, project=cast.project, client_type="confidential")

    stored = Application.objects.get().client_secret
    assert made.secret is not None
    assert made.secret not in stored
    assert check_password(made.secret, stored)


def test_one_for_all_projects_takes_an_administrator(cast: Cast, root: Actor) -> None:
    with pytest.raises(NotAllowed):
        register(cast.manager)

    assert register(root).application.project is None


def test_a_publisher_may_not(cast: Cast) -> None:
    with pytest.raises(
        NotAllowed, match="You need the manager role to register or retire applications. Your role is publisher"
    ):
        register(cast.publisher, project=cast.project)


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        register(cast.stranger, project=cast.project)


def test_a_token_needs_its_scope(cast: Cast) -> None:
    token, _ = make_token(cast.manager.user, scopes=(Scope.PUBLISH,))

    with pytest.raises(NotAllowed, match="needs the manage scope"):
        register(Actor(cast.manager.user, token.credential), project=cast.project)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 256),
        ("client_type", "secret"),
        ("redirect_uris", []),
        ("redirect_uris", [URI] * 21),
        ("redirect_uris", ["http://editor.example/"]),
        ("redirect_uris", ["https://editor.example/#x"]),
        ("redirect_uris", ["https://*.example/"]),
        ("redirect_uris", ["https://ana@editor.example/"]),
        ("redirect_uris", ["https://editor.example:x/"]),
        ("redirect_uris", ["https:///callback"]),
        ("redirect_uris", ["https://editor.example/a b"]),
        ("redirect_uris", ["javascript:alert(1)"]),
        ("redirect_uris", ["/callback"]),
        ("redirect_uris", ["https://[::1/"]),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_stored(cast: Cast, field: str, value: Any) -> None:
    before = everything_stored()

    with pytest.raises(InvalidValue) as refusal:
        register(cast.manager, project=cast.project, **{field: value})

    assert refusal.value.field == field
    assert everything_stored() == before


@pytest.mark.parametrize("change", [{"skip_authorization": True}, {"authorization_grant_type": "password"}])
def test_no_row_skips_consent(cast: Cast, change: dict[str, Any]) -> None:
    register(cast.manager, project=cast.project)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(**change)


@pytest.mark.parametrize("secret", ["", "x"])
def test_no_row_has_a_secret_that_does_not_fit_its_type(cast: Cast, secret: str) -> None:
    register(cast.manager, project=cast.project, client_type="public" if secret else "confidential")

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.update(client_secret=secret, hash_client_secret=False)
