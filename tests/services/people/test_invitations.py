from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_token, make_user
from tests.races import run_together
from tests.services.people.mailbox import letters, link_to
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Event, Invitation, Job, Membership, Role, User, Verb
from versioning.services.people.find_invitation import find_invitation
from versioning.services.people.invite_person import invite_person
from versioning.services.people.join_project import join_project
from versioning.services.people.register_invited import register_invited
from versioning.services.people.withdraw_invitation import withdraw_invitation

PASSWORD = "correct horse battery"  # noqa: S105
ADDRESS = "nina@example.org"


def invite(cast: Cast, *, email: str = ADDRESS, role: Role = Role.EDITOR) -> Invitation:
    return invite_person(actor=cast.manager, project=cast.project, email=email, role=role)


def roles_of(user: User) -> list[int]:
    return list(Membership.objects.filter(user=user).values_list("role", flat=True))


def test_a_letter_brings_the_link_to_the_address(cast: Cast) -> None:
    invitation = invite(cast)

    assert letters() == [(ADDRESS, "Mona handbook invites you to Handbook")]
    assert find_invitation(token=link_to(ADDRESS, about="invites").split("/")[-2]) == invitation


def test_a_new_account_gets_the_role_and_a_confirmed_address(cast: Cast) -> None:
    invitation = invite(cast, role=Role.PUBLISHER)

    user = register_invited(token=invitation.token, username="nina", name="Nina New", password=PASSWORD)

    assert (user.email, user.email_confirmed_at is not None, user.check_password(PASSWORD)) == (ADDRESS, True, True)
    assert roles_of(user) == [Role.PUBLISHER]


def test_somebody_with_an_account_joins_with_it_and_keeps_their_address(cast: Cast) -> None:
    invitation = invite(cast)

    join_project(actor=cast.stranger, token=invitation.token)

    cast.stranger.user.refresh_from_db()
    assert roles_of(cast.stranger.user) == [Role.EDITOR]
    assert cast.stranger.user.email == "sven@example.org"


def test_a_link_works_once(cast: Cast) -> None:
    invitation = invite(cast)
    join_project(actor=cast.stranger, token=invitation.token)

    with pytest.raises(NotFound, match="was used, withdrawn, or has expired"):
        register_invited(token=invitation.token, username="nina", password=PASSWORD)

    assert not User.objects.filter(username="nina").exists()


def test_of_two_people_who_use_one_link_at_once_one_joins(live_cast: Cast) -> None:
    token = invite(live_cast).token
    others = [make_user("Nina New"), make_user("Otto Other")]

    outcomes = run_together(
        lambda: join_project(actor=Actor(user=others[0]), token=token),
        lambda: join_project(actor=Actor(user=others[1]), token=token),
    )

    assert [type(outcome) for outcome in outcomes].count(NotFound) == 1
    assert Membership.objects.filter(user__in=others).count() == 1


def test_an_expired_link_does_nothing(cast: Cast) -> None:
    invitation = invite(cast)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    invitation.refresh_from_db()

    with pytest.raises(NotFound):
        join_project(actor=cast.stranger, token=invitation.token)


def test_a_withdrawn_link_does_nothing(cast: Cast) -> None:
    invitation = invite(cast)
    token = invitation.token

    withdraw_invitation(actor=cast.manager, invitation=invitation)

    with pytest.raises(NotFound):
        join_project(actor=cast.stranger, token=token)


def test_a_manager_who_was_removed_does_not_come_back_by_a_link_of_their_own(cast: Cast) -> None:
    invitation = invite(cast, role=Role.MANAGER)
    Membership.objects.filter(user=cast.manager.user).delete()

    with pytest.raises(NotFound):
        join_project(actor=cast.manager, token=invitation.token)

    assert roles_of(cast.manager.user) == []
    assert letters() == []


@pytest.mark.parametrize("change", ["is_active", "role"])
def test_an_invitation_of_somebody_who_may_not_invite_any_more_does_nothing(cast: Cast, change: str) -> None:
    invitation = invite(cast)
    if change == "role":
        Membership.objects.filter(user=cast.manager.user).update(role=Role.PUBLISHER)
    else:
        User.objects.filter(pk=cast.manager.user.pk).update(is_active=False)

    with pytest.raises(NotFound):
        register_invited(token=invitation.token, username="nina", password=PASSWORD)


def test_a_changed_link_does_nothing(cast: Cast) -> None:
    token = invite(cast).token

    with pytest.raises(NotFound):
        join_project(actor=cast.stranger, token=token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_a_second_invitation_of_an_address_ends_the_first_link(cast: Cast) -> None:
    first = invite(cast).token

    second = invite(cast, email="NINA@example.org", role=Role.VIEWER).token

    with pytest.raises(NotFound):
        join_project(actor=cast.stranger, token=first)
    assert join_project(actor=cast.stranger, token=second).role == Role.VIEWER


def test_who_is_a_member_keeps_their_role_and_the_link(cast: Cast) -> None:
    invitation = invite(cast, role=Role.MANAGER)

    with pytest.raises(AlreadyExists):
        join_project(actor=cast.viewer, token=invitation.token)

    assert roles_of(cast.viewer.user) == [Role.VIEWER]
    assert Invitation.objects.unanswered().count() == 1


def test_a_taken_username_leaves_the_link_as_it_is(cast: Cast) -> None:
    invitation = invite(cast)

    with pytest.raises(AlreadyExists):
        register_invited(token=invitation.token, username="edda.handbook", password=PASSWORD)

    assert Invitation.objects.unanswered().count() == 1


def test_an_easy_password_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidValue, match="too common"):
        register_invited(token=invite(cast).token, username="nina", password="password1")  # noqa: S106


def test_inviting_tells_nobody_who_has_an_account(cast: Cast) -> None:
    """The same row, the same event and the same job come about, by as many statements."""

    def trace(email: str) -> tuple[list[str], int]:
        connection.force_debug_cursor = True
        start = len(connection.queries_log)
        invite(cast, email=email)
        count = len(connection.queries_log) - start
        connection.force_debug_cursor = False
        return [Event.objects.latest("pk").verb, Job.objects.latest("pk").kind], count

    # The actor remembers its role from the first time on.
    invite(cast)
    assert trace(cast.stranger.user.email) == trace("nobody@example.org")


@pytest.mark.parametrize("email", ["", "nina", "nina@", "a b@example.org", "nina@example.org\nBcc: x@example.org"])
def test_what_is_no_address_is_refused(cast: Cast, email: str) -> None:
    with pytest.raises(InvalidValue):
        invite(cast, email=email)


def test_only_managers_invite_and_withdraw(cast: Cast) -> None:
    invitation = invite(cast)

    with pytest.raises(NotAllowed):
        invite_person(actor=cast.publisher, project=cast.project, email="x@example.org", role=Role.VIEWER)
    with pytest.raises(NotAllowed):
        withdraw_invitation(actor=cast.publisher, invitation=invitation)
    with pytest.raises(NotFound):
        withdraw_invitation(actor=cast.stranger, invitation=invitation)


def test_a_token_accepts_nothing(cast: Cast) -> None:
    token, _ = make_token(cast.stranger.user)

    with pytest.raises(NotAllowed):
        join_project(actor=Actor(user=cast.stranger.user, credential=token.credential), token=invite(cast).token)


def test_the_invitation_is_withdrawn_before_its_letter_goes_out(cast: Cast) -> None:
    withdraw_invitation(actor=cast.manager, invitation=invite(cast))

    assert letters() == []


def test_without_mail_the_address_of_a_new_account_is_not_confirmed(cast: Cast, settings: Settings) -> None:
    settings.SENDS_EMAIL = False
    invitation = invite(cast)

    user = register_invited(token=invitation.token, username="nina", password=PASSWORD)

    assert user.email_confirmed_at is None
    assert letters() == []


def test_addresses_of_invited_people_are_seen_by_managers_alone(cast: Cast) -> None:
    invite(cast)

    seen = [
        Event.objects.visible_to(actor).filter(verb=Verb.INVITATION_SENT).count()
        for actor in (cast.manager, cast.publisher, cast.stranger)
    ]

    assert seen == [1, 0, 0]


def test_events_name_the_invitation_and_no_address(cast: Cast) -> None:
    """Events are never deleted, and the address of a person must be."""
    invitation = invite(cast)
    withdraw_invitation(actor=cast.manager, invitation=invitation)
    join_project(actor=cast.stranger, token=invite(cast).token)

    events = Event.objects.filter(verb__startswith="invitation.")

    assert ADDRESS not in str([event.data for event in events])
    assert {event.data["invitation"] for event in events.exclude(verb=Verb.INVITATION_ACCEPTED)} >= {str(invitation.pk)}
    assert events.get(verb=Verb.INVITATION_ACCEPTED).data["username"] == cast.stranger.user.username
