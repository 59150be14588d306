import pytest

from tests.cast import Cast, make_member
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import LastManager, NotAllowed, NotFound
from versioning.models import Actor, Membership, Role
from versioning.services.access.change_member_role import change_member_role
from versioning.services.access.remove_member import remove_member

ROUNDS = 30


def _membership(cast: Cast, actor: Actor) -> Membership:
    return Membership.objects.get(project=cast.project, user=actor.user)


def test_gives_another_role(cast: Cast) -> None:
    membership = _membership(cast, cast.editor)

    with recorded() as events:
        change_member_role(actor=cast.manager, membership=membership, role=Role.PUBLISHER)

    assert _membership(cast, cast.editor).role == Role.PUBLISHER
    user = cast.editor.user
    assert [(event.verb, event.data) for event in events] == [
        (
            "member.changed",
            {"user": str(user.pk), "username": user.username, "role": "publisher", "former": "editor"},
        )
    ]


def test_does_nothing_if_the_member_has_the_role(cast: Cast) -> None:
    with recorded() as events:
        change_member_role(actor=cast.manager, membership=_membership(cast, cast.manager), role=Role.MANAGER)

    assert events == []


def test_refuses_to_demote_the_last_manager(cast: Cast) -> None:
    with pytest.raises(LastManager):
        change_member_role(actor=cast.manager, membership=_membership(cast, cast.manager), role=Role.EDITOR)

    assert _membership(cast, cast.manager).role == Role.MANAGER


def test_a_manager_who_cannot_sign_in_does_not_count(cast: Cast) -> None:
    gone = make_member(cast.project, Role.MANAGER, "Gone").user
    gone.is_active = False
    gone.save()

    with pytest.raises(LastManager):
        change_member_role(actor=cast.manager, membership=_membership(cast, cast.manager), role=Role.EDITOR)


def test_demotes_one_of_two_managers(cast: Cast) -> None:
    make_member(cast.project, Role.MANAGER, "Second")

    change_member_role(actor=cast.manager, membership=_membership(cast, cast.manager), role=Role.VIEWER)

    assert _membership(cast, cast.manager).role == Role.VIEWER


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change_member_role(actor=cast.publisher, membership=_membership(cast, cast.viewer), role=Role.EDITOR)


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        change_member_role(actor=cast.stranger, membership=_membership(cast, cast.viewer), role=Role.EDITOR)


def test_raises_not_found_if_the_member_is_gone(cast: Cast) -> None:
    membership = _membership(cast, cast.viewer)
    remove_member(actor=cast.manager, membership=_membership(cast, cast.viewer))

    with pytest.raises(NotFound):
        change_member_role(actor=cast.manager, membership=membership, role=Role.EDITOR)


def test_two_managers_who_demote_each_other_leave_one(live_cast: Cast) -> None:
    first, second = live_cast.manager, make_member(live_cast.project, Role.MANAGER, "Second")
    memberships = [_membership(live_cast, actor) for actor in (first, second)]

    for _ in range(ROUNDS):
        # New actors, because an actor reads its roles once.
        results = run_together(
            lambda: change_member_role(actor=Actor(first.user), membership=memberships[1], role=Role.EDITOR),
            lambda: change_member_role(actor=Actor(second.user), membership=memberships[0], role=Role.EDITOR),
        )

        refusals = [result for result in results if isinstance(result, Exception)]
        assert [type(refusal) in (LastManager, NotAllowed) for refusal in refusals] == [True]
        managers = Membership.objects.filter(project=live_cast.project, role=Role.MANAGER)
        assert managers.count() == 1
        Membership.objects.filter(pk__in=[membership.pk for membership in memberships]).update(role=Role.MANAGER)
