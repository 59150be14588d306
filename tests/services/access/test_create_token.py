from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast, make_token
from tests.services.observing import recorded
from versioning.exceptions import InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Role, Scope, Token, User
from versioning.models.access.token import digest_of
from versioning.policies import POLICIES, Action
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.system_actor import system_actor


def _tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def _root() -> Actor:
    return Actor(User.objects.get(is_superuser=True))


def _with_token(actor: Actor, **values: Any) -> Actor:
    return Actor(actor.user, make_token(actor.user, **values)[0].credential)


def test_a_personal_token_acts_for_the_person(cast: Cast) -> None:
    with recorded() as events:
        created = create_token(
            actor=cast.viewer, new=NewToken(kind="personal", name="My script", scopes=("draft", "read", "read"))
        )

    token = Token.objects.with_raw(created.raw)
    assert token is not None
    assert (token, token.user, token.created_by) == (created.token, cast.viewer.user, cast.viewer.user)
    assert token.scopes == ["read", "draft"]
    assert token.is_usable_at(timezone.now())
    assert [(event.verb, event.project_id, event.data["made"]) for event in events] == [
        ("token.created", None, str(token.pk))
    ]


def test_keeps_a_digest_and_never_the_secret(cast: Cast) -> None:
    with recorded() as events:
        created = create_token(actor=cast.viewer, new=NewToken(kind="personal", name="My script"))

    stored = Token.objects.filter(pk=created.token.pk).values().get()
    secret = created.raw.partition(".")[2]
    assert bytes(stored["digest"]) == digest_of(created.raw)
    assert secret not in repr(stored)
    assert secret not in repr(events[0].data)


def test_a_project_token_acts_for_a_service_account_of_its_own(cast: Cast) -> None:
    name = "Nightly import " * 17
    new = NewToken(kind="project", name=name.strip(), project=cast.project, role=Role.EDITOR)

    created = create_token(actor=cast.manager, new=new)

    user = created.token.user
    assert (user.username, user.first_name) == (f"token-{created.token.prefix}", name.strip()[:150])
    assert (user.is_service, user.is_active, user.has_usable_password()) == (True, False, False)
    assert Actor(user, created.token.credential).role_in(cast.project.pk) == Role.EDITOR


def test_an_organization_token_reaches_every_project(cast: Cast) -> None:
    new = NewToken(kind="organization", name="Backup", role=Role.VIEWER, scopes=(Scope.READ,), expires_at=_tomorrow())

    created = create_token(actor=_root(), new=new)

    assert Actor(created.token.user, created.token.credential).role_in(cast.project.pk) == Role.VIEWER


def test_an_administrator_makes_a_personal_token_for_somebody(cast: Cast) -> None:
    created = create_token(actor=system_actor(), new=NewToken(kind="personal", name="For Vera", user=cast.viewer.user))

    assert (created.token.user, created.token.created_by) == (cast.viewer.user, system_actor().user)


def test_nobody_else_does(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_token(actor=cast.manager, new=NewToken(kind="personal", name="Not mine", user=cast.viewer.user))


def test_a_token_makes_no_token_for_somebody_else(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Sign in to make a token for somebody else"):
        create_token(actor=_with_token(_root()), new=NewToken(kind="personal", name="Not mine", user=cast.viewer.user))


def test_an_account_that_cannot_sign_in_has_no_personal_token(cast: Cast) -> None:
    made = create_token(
        actor=cast.manager, new=NewToken(kind="project", name="Robot", project=cast.project, role=Role.MANAGER)
    )

    with pytest.raises(InvalidValue) as refusal:
        create_token(
            actor=Actor(made.token.user, made.token.credential), new=NewToken(kind="personal", name="Offspring")
        )

    assert refusal.value.field == "user"


def test_project_tokens_are_for_managers_to_make(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_token(
            actor=cast.publisher, new=NewToken(kind="project", name="x", project=cast.project, role=Role.VIEWER)
        )


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        create_token(
            actor=cast.stranger, new=NewToken(kind="project", name="x", project=cast.project, role=Role.VIEWER)
        )


def test_organization_tokens_are_for_administrators_to_make(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_token(actor=cast.manager, new=NewToken(kind="organization", name="x", role=Role.VIEWER))


def test_a_token_without_the_scope_manage_makes_no_token(cast: Cast) -> None:
    actor = _with_token(cast.manager, scopes=(Scope.READ, Scope.PUBLISH))

    with pytest.raises(NotAllowed, match="needs the manage scope"):
        create_token(actor=actor, new=NewToken(kind="personal", name="x", scopes=(Scope.READ,)))


@pytest.mark.parametrize("wanted", [Scope.PUBLISH, Scope.CUSTOMER_API])
def test_a_token_makes_no_token_with_scopes_that_it_lacks(cast: Cast, wanted: Scope) -> None:
    actor = _with_token(cast.manager, scopes=(Scope.READ, Scope.MANAGE))

    with pytest.raises(NotAllowed, match="that it does not have"):
        create_token(actor=actor, new=NewToken(kind="personal", name="x", scopes=(Scope.READ, wanted)))


def test_a_token_makes_one_with_scopes_that_it_has(cast: Cast) -> None:
    actor = _with_token(cast.manager, scopes=(Scope.READ, Scope.MANAGE))

    created = create_token(actor=actor, new=NewToken(kind="personal", name="x", scopes=(Scope.READ,)))

    assert created.token.scopes == ["read"]


def test_a_token_for_everything_makes_one_for_anything(cast: Cast) -> None:
    actor = _with_token(cast.manager, scopes=(Scope.CUSTOMER_API,))

    assert create_token(actor=actor, new=NewToken(kind="personal", name="x")).token.scopes == Token.all_scopes()


@pytest.mark.parametrize("days", [None, 2])
def test_a_token_makes_no_token_that_outlives_it(cast: Cast, days: int | None) -> None:
    actor = _with_token(cast.manager, expires_at=_tomorrow())
    expires_at = None if days is None else timezone.now() + timedelta(days=days)

    with pytest.raises(NotAllowed, match="outlives it"):
        create_token(actor=actor, new=NewToken(kind="personal", name="x", expires_at=expires_at))


def test_a_token_makes_one_that_dies_before_itself(cast: Cast) -> None:
    expires_at = _tomorrow()
    actor = _with_token(cast.manager, expires_at=expires_at + timedelta(days=1))

    created = create_token(actor=actor, new=NewToken(kind="personal", name="x", expires_at=expires_at))

    assert created.token.expires_at == expires_at


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "secret"}),
        ("name", {"name": ""}),
        ("name", {"name": "x" * 256}),
        ("name", {"name": "a\0b"}),
        ("role", {"kind": "organization"}),
        ("role", {"role": Role.VIEWER}),
        ("role", {"kind": "organization", "role": 25}),
        ("project", {"kind": "project", "role": Role.VIEWER}),
        ("scopes", {"scopes": ()}),
        ("scopes", {"scopes": ("read", "everything")}),
        ("expires_at", {"expires_at": timezone.now() - timedelta(seconds=1)}),
        ("expires_at", {"expires_at": datetime(2999, 1, 1)}),  # noqa: DTZ001  that it has no zone is the point
    ],
)
def test_refuses_a_wrong_value_naming_its_field(cast: Cast, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as refusal:
        create_token(actor=_root(), new=NewToken(**{"kind": "personal", "name": "x", **values}))

    assert refusal.value.field == field


def test_never_grants_a_higher_role_than_the_makers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, Action.MANAGE_TOKENS, (Role.EDITOR, Scope.MANAGE))

    with pytest.raises(NotAllowed, match="higher role than your own"):
        create_token(
            actor=cast.editor, new=NewToken(kind="project", name="Script", project=cast.project, role=Role.PUBLISHER)
        )


def test_a_prefix_that_names_a_service_account_is_not_used(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create(username="token-00000000", is_service=True)
    prefixes = iter(["00000000", "11111111"])
    monkeypatch.setattr("secrets.token_hex", lambda size: next(prefixes))

    created = create_token(
        actor=cast.manager, new=NewToken(kind="project", name="Script", project=cast.project, role=Role.EDITOR)
    )

    assert (created.token.prefix, created.token.user.username) == ("11111111", "token-11111111")
