from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from tests.api.oauth.flow import SignIn, make_application
from tests.cast import Cast, client_with, make_token
from tests.services.observing import recorded
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor
from versioning.models.access.sign_in import sign_ins_of
from versioning.services.access.end_sign_in import end_sign_in
from versioning.services.access.retire_application import retire_application


def given(cast: Cast, name: str = "Quill", actor: Actor | None = None) -> SignIn:
    person = (actor or cast.editor).user
    return SignIn(make_application(cast.project, name=name)[0], person)


def families(actor: Actor) -> list[UUID]:
    return [sign_in.family for sign_in in sign_ins_of(actor.user)]


def test_nothing_of_it_opens_anything_any_more(cast: Cast) -> None:
    sign_in = given(cast)
    tokens = sign_in.tokens()

    with recorded() as events:
        end_sign_in(actor=cast.editor, family=families(cast.editor)[0])

    assert client_with(tokens["access_token"]).get("/api/v1/projects").status_code == 401
    assert sign_in.refresh(tokens["refresh_token"]).status_code == 400
    assert families(cast.editor) == []
    assert [(event.verb, event.data) for event in events] == [
        ("sign_in.ended", {"application": sign_in.application.pk, "name": "Quill"})
    ]


def test_others_of_the_same_person_go_on(cast: Cast) -> None:
    sign_in = given(cast)
    tokens = sign_in.tokens()
    given(cast, "Pen").tokens()

    end_sign_in(actor=cast.editor, family=families(cast.editor)[0])

    assert [each.application.name for each in sign_ins_of(cast.editor.user)] == ["Quill"]
    assert client_with(tokens["access_token"]).get("/api/v1/projects").status_code == 200


def test_one_that_was_refreshed_is_one_still(cast: Cast) -> None:
    sign_in = given(cast)
    tokens = sign_in.tokens()
    begun = sign_ins_of(cast.editor.user)[0]
    sign_in.refresh(tokens["refresh_token"])

    kept = sign_ins_of(cast.editor.user)

    assert [(each.family, each.begun_at) for each in kept] == [(begun.family, begun.begun_at)]
    assert kept[0].refreshed_at > begun.refreshed_at
    assert kept[0].scopes == ["read", "draft"]


def test_what_opens_nothing_any_more_is_not_told(cast: Cast, settings: Settings) -> None:
    retired, old = given(cast), given(cast, "Pen", cast.viewer)
    retired.tokens()
    old.tokens()
    retire_application(actor=cast.manager, application=retired.application)
    settings.OAUTH_ACCESS_MINUTES, settings.OAUTH_REFRESH_DAYS = 0, 0

    assert (families(cast.editor), families(cast.viewer)) == ([], [])


def test_refuses_one_of_somebody_else_and_one_that_has_ended(cast: Cast) -> None:
    given(cast).tokens()
    family = families(cast.editor)[0]

    for actor, asked in ((cast.viewer, family), (cast.editor, uuid4())):
        with pytest.raises(NotFound):
            end_sign_in(actor=actor, family=asked)

    assert families(cast.editor) == [family]


def test_a_token_never_does(cast: Cast) -> None:
    given(cast).tokens()
    token, _ = make_token(cast.editor.user)

    with pytest.raises(NotAllowed):
        end_sign_in(actor=Actor(user=cast.editor.user, credential=token.credential), family=families(cast.editor)[0])
