from functools import partial

import pytest

from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast, client_with, make_token, make_user
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, User
from versioning.services.access.change_password import change_password

OLD, NEW = "correct horse battery", "staple of the day"


@pytest.fixture
def ana(transactional_db: None) -> Actor:
    user = make_user("Ana Silva")
    user.set_password(OLD)
    user.save()
    return Actor(user=user)


def test_the_new_password_opens_and_the_old_one_does_not(ana: Actor) -> None:
    with recorded() as events:
        change_password(actor=ana, current=OLD, password=NEW)

    stored = User.objects.get(pk=ana.user.pk)
    assert (stored.check_password(NEW), stored.check_password(OLD)) == (True, False)
    assert [(event.verb, event.actor_id, event.data) for event in events] == [
        ("user.password_changed", ana.user.pk, {})
    ]


@pytest.mark.parametrize(("current", "password", "field"), [("wrong", NEW, "current"), (OLD, "123", "password")])
def test_names_what_is_wrong(ana: Actor, current: str, password: str, field: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        change_password(actor=ana, current=current, password=password)

    assert refusal.value.field == field
    assert User.objects.get(pk=ana.user.pk).check_password(OLD)


def test_a_token_never_does(ana: Actor) -> None:
    token, _ = make_token(ana.user)

    with pytest.raises(NotAllowed):
        change_password(actor=Actor(user=ana.user, credential=token.credential), current=OLD, password=NEW)


def test_of_two_at_once_one_holds(ana: Actor) -> None:
    actors = [Actor(user=User.objects.get(pk=ana.user.pk)) for _ in range(2)]
    passwords = [NEW, f"{NEW} again"]

    outcomes = run_together(
        *(
            partial(change_password, actor=actor, current=OLD, password=password)
            for actor, password in zip(actors, passwords, strict=True)
        )
    )

    held = [isinstance(outcome, User) for outcome in outcomes]
    assert sorted(held) == [False, True]
    assert User.objects.get(pk=ana.user.pk).check_password(passwords[held.index(True)])


def test_tokens_and_sign_ins_of_the_person_end(cast: Cast) -> None:
    person = cast.editor.user
    person.set_password(OLD)
    person.save()
    own, raw = make_token(person)
    _, other = make_token(cast.publisher.user)
    sign_in = SignIn(make_application(cast.project)[0], person)
    tokens, code = sign_in.tokens(), sign_in.code()

    with recorded() as events:
        change_password(actor=Actor(user=User.objects.get(pk=person.pk)), current=OLD, password=NEW)

    statuses = [client_with(each).get("/api/v1/projects").status_code for each in (raw, tokens["access_token"], other)]
    assert statuses == [401, 401, 200]
    assert sign_in.exchange(code).status_code == 400
    assert [event.verb for event in events] == ["user.password_changed", "token.revoked", "sign_in.ended"]
    assert events[1].data["revoked"] == str(own.pk)
