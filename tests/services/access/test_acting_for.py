from uuid import uuid4

import pytest

from tests.cast import Cast, make_cast, make_token
from versioning.exceptions import InvalidValue
from versioning.models import Actor, Project, Role, Token, User
from versioning.services.access.acting_for import acting_for
from versioning.services.documents.update_document import update_document


def _service(project: Project | None) -> Actor:
    token, _ = make_token(
        User.objects.create(username="service", is_service=True, is_active=False),
        kind=Token.Kind.PROJECT if project else Token.Kind.ORGANIZATION,
        project=project,
        role=Role.EDITOR,
    )
    return Actor(user=token.user, credential=token.credential)


def test_who_names_nobody_acts_for_itself(cast: Cast) -> None:
    assert acting_for(actor=cast.editor, user_id=None, project_id=cast.project.pk) is cast.editor


def test_anybody_may_name_itself(cast: Cast) -> None:
    assert acting_for(actor=cast.editor, user_id=cast.editor.user.pk, project_id=cast.project.pk) is cast.editor


@pytest.mark.parametrize("of_the_project", [True, False])
def test_a_token_of_the_project_or_the_organization_acts_for_a_member(cast: Cast, of_the_project: bool) -> None:
    actor = _service(cast.project if of_the_project else None)

    acting = acting_for(actor=actor, user_id=cast.manager.user.pk, project_id=cast.project.pk)

    assert (acting.user, acting.credential) == (cast.manager.user, actor.credential)
    assert acting.role_in(cast.project.pk) == Role.EDITOR


def test_the_event_names_both_the_user_and_the_token(cast: Cast) -> None:
    document, token = cast.document(), _service(cast.project)
    actor = acting_for(actor=token, user_id=cast.viewer.user.pk, project_id=cast.project.pk)

    updated = update_document(actor=actor, document=document, changes={"order": 1})

    event = document.events.latest("id")
    assert token.credential is not None
    assert (event.actor, event.token_id) == (cast.viewer.user, token.credential.token_id)
    assert updated.updated_by == cast.viewer.user


def test_refuses_a_person_in_the_name_of_another(cast: Cast) -> None:
    with pytest.raises(InvalidValue) as refusal:
        acting_for(actor=cast.manager, user_id=cast.editor.user.pk, project_id=cast.project.pk)

    assert refusal.value.field == "user_id"


def test_refuses_a_personal_token_in_the_name_of_another(cast: Cast) -> None:
    actor = Actor(user=cast.manager.user, credential=make_token(cast.manager.user)[0].credential)

    with pytest.raises(InvalidValue):
        acting_for(actor=actor, user_id=cast.editor.user.pk, project_id=cast.project.pk)


def test_refuses_who_is_no_member(cast: Cast) -> None:
    actor = _service(cast.project)

    for user_id in (cast.stranger.user.pk, uuid4()):
        with pytest.raises(InvalidValue, match="an active member of this project"):
            acting_for(actor=actor, user_id=user_id, project_id=cast.project.pk)


def test_refuses_a_member_who_may_not_sign_in_any_more(cast: Cast) -> None:
    actor = _service(cast.project)
    User.objects.filter(pk=cast.editor.user.pk).update(is_active=False)

    with pytest.raises(InvalidValue):
        acting_for(actor=actor, user_id=cast.editor.user.pk, project_id=cast.project.pk)


def test_a_token_of_another_project_does_not_learn_who_is_a_member(cast: Cast) -> None:
    actor = _service(make_cast("other").project)

    refusals = set()
    for user in (cast.editor.user, cast.stranger.user):
        with pytest.raises(InvalidValue) as refusal:
            acting_for(actor=actor, user_id=user.pk, project_id=cast.project.pk)
        refusals.add(refusal.value.message)

    assert len(refusals) == 1
