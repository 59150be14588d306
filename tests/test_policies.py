from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast, make_project, make_token, make_user
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Role, Scope, Token, User
from versioning.policies import (
    POLICIES,
    Action,
    allowed_actions,
    authorize,
    authorize_organization,
    decide,
    require_scope,
)

# Written out once more, so that no slip in `policies.py` goes unseen: the least role, and the scope a token needs.
TABLE = """
VIEW                viewer     read
VIEW_MEMBERS        viewer     read
CREATE_DOCUMENT     editor     draft
EDIT_DOCUMENT       editor     manage
FORK                editor     draft
SAVE                editor     draft
DISCARD             editor     draft
SET_WORKFLOW_STATUS editor     draft
OPEN_BRANCH         editor     draft
UPLOAD_FILE         editor     draft
TRASH_FILE          editor     manage
PUBLISH             publisher  publish
PROMOTE             publisher  publish
ARCHIVE             publisher  publish
UNLOCK              publisher  publish
CLOSE_BRANCH        publisher  publish
TRASH               manager    manage
MANAGE_WORKSPACES   manager    manage
MANAGE_WORKFLOW     manager    manage
MANAGE_MEMBERS      manager    manage
MANAGE_TOKENS       manager    manage
MANAGE_APPLICATIONS manager    manage
VIEW_WEBHOOKS       manager    read
MANAGE_WEBHOOKS     manager    manage
MANAGE_PROJECT      manager    manage
IMPORT              manager    manage
CANCEL_JOBS         manager    manage
VIEW_USAGE          manager    read
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def _cells() -> Iterator[tuple[Action, Role, Scope, bool, bool]]:
    """Yield each action for each role and each scope: whether the role reaches, and whether the scope does."""
    for name, least, needed in ROWS:
        for role in Role:
            for scope in Scope:
                reaches = role >= Role[least.upper()]
                yield Action[name], role, scope, reaches, scope in (needed, Scope.CUSTOMER_API)


def _actor(cast: Cast, role: Role) -> Actor:
    actor: Actor = getattr(cast, role.label)
    return actor


def test_every_action_stands_in_the_table() -> None:
    assert {name for name, _, _ in ROWS} == {action.name for action in Action} == {action.name for action in POLICIES}


@pytest.mark.parametrize(("action", "role", "scope", "reaches", "fits"), list(_cells()))
def test_a_token_may_what_both_its_role_and_its_scope_allow(
    action: Action, role: Role, scope: Scope, reaches: bool, fits: bool
) -> None:
    actor = Actor(user=User(), credential=Token(kind=Token.Kind.ORGANIZATION, role=role, scopes=[scope]).credential)

    decision = decide(actor=actor, action=action, project_id=uuid4())

    assert decision.allowed == (reaches and fits)
    assert bool(decision.reason) != decision.allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_person_may_what_its_role_allows(cast: Cast, action: Action, role: Role) -> None:
    decision = decide(actor=_actor(cast, role), action=action, project_id=cast.project.pk)

    assert decision.allowed == (role >= POLICIES[action][0])


@pytest.mark.parametrize("action", Action)
def test_a_stranger_may_nothing_and_learns_nothing(cast: Cast, action: Action) -> None:
    decision = decide(actor=cast.stranger, action=action, project_id=cast.project.pk)

    assert (decision.allowed, decision.reason) == (False, "You are not a member of this project.")
    with pytest.raises(NotFound):
        authorize(actor=cast.stranger, action=action, project_id=cast.project.pk)


@pytest.mark.parametrize("action", Action)
def test_a_no_says_what_it_would_take(cast: Cast, action: Action) -> None:
    token, _ = make_token(cast.manager.user, scopes=())

    decision = decide(
        actor=Actor(user=cast.manager.user, credential=token.credential), action=action, project_id=cast.project.pk
    )

    assert decision.reason == f"Your token needs the {POLICIES[action][1].value} scope to {action.value}."


def test_a_no_for_the_role_names_both_roles(cast: Cast) -> None:
    decision = decide(actor=cast.editor, action=Action.PUBLISH, project_id=cast.project.pk)

    assert decision.reason == "You need the publisher role to publish. Your role is editor."


def test_the_refusal_is_the_reason(cast: Cast) -> None:
    reason = decide(actor=cast.editor, action=Action.PUBLISH, project_id=cast.project.pk).reason

    with pytest.raises(NotAllowed) as refusal:
        authorize(actor=cast.editor, action=Action.PUBLISH, project_id=cast.project.pk)

    assert refusal.value.message == reason


def test_a_personal_token_never_reaches_further_than_its_person(cast: Cast) -> None:
    token, _ = make_token(cast.viewer.user, scopes=(Scope.CUSTOMER_API,))
    actor = Actor(user=cast.viewer.user, credential=token.credential)

    allowed = allowed_actions(actor=actor, actions=tuple(Action), project_id=cast.project.pk)

    assert allowed == ["view", "view_members"]


def test_names_the_actions_that_buttons_may_offer(cast: Cast) -> None:
    offered = (Action.FORK, Action.PUBLISH, Action.TRASH)

    assert allowed_actions(actor=cast.publisher, actions=offered, project_id=cast.project.pk) == ["fork", "publish"]


def test_a_role_here_is_no_role_there(cast: Cast) -> None:
    other = make_project("elsewhere")

    assert allowed_actions(actor=cast.manager, actions=tuple(Action), project_id=other.pk) == []


def test_a_list_over_all_projects_takes_the_scope_alone(cast: Cast) -> None:
    token, _ = make_token(cast.viewer.user, scopes=(Scope.DRAFT,))

    with pytest.raises(NotAllowed, match="Your token needs the read scope"):
        require_scope(actor=Actor(user=cast.viewer.user, credential=token.credential), scope=Scope.READ)


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"kind": "organization", "role": Role.MANAGER}, True),
        ({"kind": "organization", "role": Role.MANAGER, "scopes": (Scope.CUSTOMER_API,)}, True),
        ({"kind": "organization", "role": Role.MANAGER, "scopes": (Scope.PUBLISH,)}, False),
        ({"kind": "organization", "role": Role.PUBLISHER}, False),
        ({"kind": "personal"}, False),
    ],
)
def test_projects_are_made_by_managers_of_the_organization(db: None, values: dict[str, Any], allowed: bool) -> None:
    user = make_user("Otto Organization")
    actor = Actor(user=user, credential=make_token(user, **values)[0].credential)

    assert _may_make_projects(actor) is allowed


@pytest.mark.parametrize(("scopes", "allowed"), [((Scope.MANAGE,), True), ((Scope.READ,), False)])
def test_an_administrators_token_makes_projects_where_its_scopes_say_so(
    db: None, scopes: tuple[str, ...], allowed: bool
) -> None:
    root = make_user("Rita Root", is_superuser=True)

    assert _may_make_projects(Actor(user=root, credential=make_token(root, scopes=scopes)[0].credential)) is allowed


@pytest.mark.parametrize(("superuser", "allowed"), [(True, True), (False, False)])
def test_people_make_projects_where_they_are_administrators(db: None, superuser: bool, allowed: bool) -> None:
    assert _may_make_projects(Actor(user=make_user("Rita Root", is_superuser=superuser))) is allowed


def _may_make_projects(actor: Actor) -> bool:
    try:
        authorize_organization(actor=actor)
    except NotAllowed:
        return False
    return True
