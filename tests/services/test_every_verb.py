"""What holds for every verb alike: who may do it, and that it happens whole or not at all."""

import pytest
from django.db import IntegrityError

from tests.cast import Cast, make_token
from tests.services.observing import everything_stored, recorded
from tests.services.verbs import VERBS
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Role, Scope, Token

FOR_READING = (Scope.READ,)
every_verb = pytest.mark.parametrize("verb", VERBS)


def _actor(cast: Cast, role: Role) -> Actor:
    actor: Actor = getattr(cast, role.label)
    return actor


@every_verb
def test_the_least_role_and_those_above_may_do_it(cast: Cast, verb: str) -> None:
    least, prepare = VERBS[verb]

    for role in Role:
        act = prepare(cast)
        if role >= least:
            act(_actor(cast, role))
        else:
            with pytest.raises(
                NotAllowed, match=rf"^You need the {least.label} role to [a-z, -]+\. Your role is {role.label}\.$"
            ):
                act(_actor(cast, role))


@every_verb
def test_refuses_a_viewer_and_leaves_nothing_behind(cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(cast)
    before = everything_stored()

    with pytest.raises(NotAllowed):
        act(cast.viewer)

    assert everything_stored() == before


@every_verb
def test_tells_a_stranger_that_it_does_not_exist(cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(cast)
    before = everything_stored()

    with pytest.raises(NotFound):
        act(cast.stranger)

    assert everything_stored() == before


@every_verb
def test_refuses_a_token_that_was_made_for_reading(cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(cast)
    token, _ = make_token(cast.manager.user, scopes=FOR_READING)

    with pytest.raises(NotAllowed, match=r"^Your token needs the \w+ scope to "):
        act(Actor(user=cast.manager.user, credential=token.credential))


@every_verb
def test_tells_of_the_token_that_it_was_done_with(cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(cast)
    token, _ = make_token(cast.manager.user)

    with recorded() as events:
        act(Actor(user=cast.manager.user, credential=token.credential))

    assert {(event.actor_id, event.token_id, event.project_id) for event in events} == {
        (cast.manager.user.pk, token.pk, cast.project.pk)
    }


@every_verb
def test_leaves_nothing_behind_where_its_event_cannot_be_written(live_cast: Cast, verb: str) -> None:
    act = VERBS[verb].prepare(live_cast)
    # No row but the event refers to the token, and this one is not in the database.
    nowhere = Token(kind=Token.Kind.PERSONAL, user=live_cast.manager.user, scopes=Token.all_scopes())
    before = everything_stored()

    with pytest.raises(IntegrityError):
        act(Actor(user=live_cast.manager.user, credential=nowhere.credential))

    assert everything_stored() == before
