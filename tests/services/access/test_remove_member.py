import pytest

from tests.cast import Cast, make_member
from tests.races import run_together
from tests.services.observing import recorded
from versioning.exceptions import LastManager, NotAllowed, NotFound
from versioning.models import Actor, Membership, Role
from versioning.services.access.remove_member import remove_member


def _membership(cast: Cast, actor: Actor) -> Membership:
    return Membership.objects.get(project=cast.project, user=actor.user)


def test_takes_a_person_out_and_keeps_what_they_wrote(cast: Cast) -> None:
    draft, user = cast.draft(), cast.editor.user

    with recorded() as events:
        remove_member(actor=cast.manager, membership=_membership(cast, cast.editor))

    draft.version.refresh_from_db()
    assert draft.version.created_by == user
    assert Actor(user).role_in(cast.project.pk) is None
    assert [(event.verb, event.data) for event in events] == [
        ("member.removed", {"user": str(user.pk), "username": user.username, "role": "editor"})
    ]


def test_refuses_to_remove_the_last_manager(cast: Cast) -> None:
    with pytest.raises(LastManager):
        remove_member(actor=cast.manager, membership=_membership(cast, cast.manager))

    assert _membership(cast, cast.manager).role == Role.MANAGER


def test_refuses_who_is_no_manager(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        remove_member(actor=cast.publisher, membership=_membership(cast, cast.viewer))


def test_is_not_found_for_a_stranger(cast: Cast) -> None:
    with pytest.raises(NotFound):
        remove_member(actor=cast.stranger, membership=_membership(cast, cast.viewer))


def test_raises_not_found_if_the_member_is_gone(cast: Cast) -> None:
    membership = _membership(cast, cast.viewer)
    remove_member(actor=cast.manager, membership=_membership(cast, cast.viewer))

    with pytest.raises(NotFound):
        remove_member(actor=cast.manager, membership=membership)


def test_two_managers_who_remove_each_other_leave_one(live_cast: Cast) -> None:
    first, second = live_cast.manager, make_member(live_cast.project, Role.MANAGER, "Second")
    memberships = [_membership(live_cast, actor) for actor in (first, second)]

    results = run_together(
        lambda: remove_member(actor=Actor(first.user), membership=memberships[1]),
        lambda: remove_member(actor=Actor(second.user), membership=memberships[0]),
    )

    assert sum(isinstance(result, LastManager | NotFound) for result in results) == 1
    assert Membership.objects.filter(project=live_cast.project, role=Role.MANAGER).count() == 1
