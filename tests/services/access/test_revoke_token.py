import pytest
from django.utils import timezone

from tests.cast import Cast, make_token
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Event, Role, Scope, Token, User
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.revoke_token import revoke_token


def _root() -> Actor:
    return Actor(User.objects.get(is_superuser=True))


def _personal(actor: Actor) -> Token:
    return make_token(actor.user)[0]


def _project_token(cast: Cast) -> Token:
    return create_token(
        actor=cast.manager, new=NewToken(kind="project", name="Robot", project=cast.project, role=Role.EDITOR)
    ).token


def test_a_person_revokes_their_own_token_at_once(cast: Cast) -> None:
    token = _personal(cast.viewer)

    with recorded() as events:
        revoke_token(actor=cast.viewer, token=token)

    assert not Token.objects.get(pk=token.pk).is_usable_at(timezone.now())
    assert [(event.verb, event.data["revoked"]) for event in events] == [("token.revoked", str(token.pk))]


def test_does_nothing_if_it_is_revoked(cast: Cast) -> None:
    token = revoke_token(actor=cast.viewer, token=_personal(cast.viewer))
    first = token.revoked_at

    with recorded() as events:
        again = revoke_token(actor=cast.viewer, token=token)

    assert (again.revoked_at, events) == (first, [])


def test_a_personal_token_is_not_found_for_others(cast: Cast) -> None:
    with pytest.raises(NotFound):
        revoke_token(actor=cast.manager, token=_personal(cast.viewer))


def test_an_administrator_revokes_anybodys(cast: Cast) -> None:
    token = revoke_token(actor=_root(), token=_personal(cast.viewer))

    assert token.revoked_at is not None


def test_a_token_revokes_itself_whatever_its_scopes(cast: Cast) -> None:
    token, _ = make_token(cast.viewer.user, scopes=(Scope.READ,))

    revoke_token(actor=Actor(cast.viewer.user, token.credential), token=token)

    assert token.revoked_at is not None


def test_a_token_without_the_scope_manage_revokes_no_other(cast: Cast) -> None:
    token, _ = make_token(cast.viewer.user, scopes=(Scope.READ,))

    with pytest.raises(NotAllowed):
        revoke_token(actor=Actor(cast.viewer.user, token.credential), token=_personal(cast.viewer))


def test_a_manager_revokes_a_token_of_the_project(cast: Cast) -> None:
    token = _project_token(cast)

    with recorded() as events:
        revoke_token(actor=cast.manager, token=token)

    assert [(event.verb, event.project_id) for event in events] == [("token.revoked", cast.project.pk)]


def test_nobody_else_revokes_a_token_of_the_project(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        revoke_token(actor=cast.publisher, token=_project_token(cast))


def test_only_administrators_revoke_organization_tokens(cast: Cast) -> None:
    token = create_token(actor=_root(), new=NewToken(kind="organization", name="Backup", role=Role.VIEWER)).token

    with pytest.raises(NotAllowed):
        revoke_token(actor=cast.manager, token=token)

    assert revoke_token(actor=_root(), token=token).revoked_at is not None


def test_two_at_once_leave_one_event(live_cast: Cast) -> None:
    token = _personal(live_cast.viewer)

    run_together(*[lambda: revoke_token(actor=live_cast.viewer, token=Token.objects.get(pk=token.pk))] * 2)

    assert Event.objects.filter(verb="token.revoked").count() == 1
