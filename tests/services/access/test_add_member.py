import pytest

from tests.cast import Cast, make_user
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.models import Membership, Role
from versioning.services.access.add_member import add_member
from versioning.services.access.system_actor import system_actor


def test_gives_a_person_a_role(cast: Cast) -> None:
    stranger = cast.stranger.user

    with recorded() as events:
        membership = add_member(actor=cast.manager, project=cast.project, user=stranger, role=Role.EDITOR)

    assert (membership.user, membership.role) == (stranger, Role.EDITOR)
    assert [(event.verb, event.data) for event in events] == [
        ("member.added", {"user": str(stranger.pk), "username": stranger.username, "role": "editor"})
    ]


def test_refuses_who_is_a_member(cast: Cast) -> None:
    with pytest.raises(AlreadyExists):
        add_member(actor=cast.manager, project=cast.project, user=cast.viewer.user, role=Role.EDITOR)

    assert Membership.objects.get(user=cast.viewer.user).role == Role.VIEWER


def test_refuses_a_service_account(cast: Cast) -> None:
    with pytest.raises(InvalidValue):
        add_member(actor=cast.manager, project=cast.project, user=system_actor().user, role=Role.EDITOR)


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_member(actor=cast.publisher, project=cast.project, user=cast.stranger.user, role=Role.VIEWER)


def test_the_project_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        add_member(actor=cast.stranger, project=cast.project, user=cast.stranger.user, role=Role.MANAGER)


def test_two_at_once_make_one_member(live_cast: Cast) -> None:
    person = make_user("Newcomer")

    def add(role: Role) -> Membership:
        return add_member(actor=live_cast.manager, project=live_cast.project, user=person, role=role)

    results = run_together(lambda: add(Role.VIEWER), lambda: add(Role.EDITOR))

    assert [type(result) for result in results if isinstance(result, Exception)] == [AlreadyExists]
    assert Membership.objects.filter(user=person).count() == 1
