"""The change feed hands out what the actor may see, and nothing else."""

import pytest

from tests.api.v1.delivery.changes import CHANGES, changes_for, everything_for, write
from tests.cast import Cast, client_for, client_with, make_cast, make_member, make_token
from versioning.models import Membership, Role, Scope, Token, User, Verb
from versioning.services.kernel.recording import record
from versioning.services.projects.create_branch import create_branch


def test_only_what_the_token_may_see_is_handed_out(live_cast: Cast) -> None:
    foreign = make_cast("foreign")
    foreign.document()

    rows = changes_for(live_cast.manager)["changes"]

    assert {row["project_id"] for row in rows} == {str(live_cast.project.pk)}
    assert changes_for(live_cast.stranger)["changes"] == []


def test_a_member_of_two_projects_follows_both(live_cast: Cast) -> None:
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.VIEWER)

    rows = everything_for(live_cast.viewer, limit=2)

    assert {row["project_id"] for row in rows} == {str(live_cast.project.pk), str(foreign.project.pk)}
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_the_feed_shows_what_the_activity_shows(live_cast: Cast) -> None:
    write(live_cast)
    record(actor=live_cast.manager, verb=Verb.TOKEN_CREATED, project_id=live_cast.project.pk)
    record(actor=live_cast.manager, verb=Verb.USER_CREATED, project_id=None)
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.MANAGER)
    user, project = live_cast.manager.user, live_cast.project
    organization = Token.Kind.ORGANIZATION
    tokens = [
        *(make_token(person.user)[1] for person in (live_cast.viewer, live_cast.manager, live_cast.stranger)),
        make_token(user, kind=Token.Kind.PROJECT, project=project, role=Role.VIEWER)[1],
        make_token(user, kind=Token.Kind.PROJECT, project=project, role=Role.MANAGER)[1],
        make_token(user, kind=organization, role=Role.VIEWER)[1],
        make_token(user, kind=organization, role=Role.MANAGER)[1],
        make_token(User.objects.get(is_superuser=True))[1],
    ]

    for raw in tokens:
        client = client_with(raw)
        feed = client.get(CHANGES).json()["data"]["changes"]
        activity = client.get("/api/v1/events?page_size=100").json()["data"]["events"]
        assert sorted(row["id"] for row in feed) == sorted(row["id"] for row in activity)


def test_a_member_of_very_many_projects_sees_the_same(live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = make_cast("foreign")
    Membership.objects.create(project=foreign.project, user=live_cast.viewer.user, role=Role.MANAGER)
    before = everything_for(live_cast.viewer, limit=100)
    monkeypatch.setattr("versioning.models.event_feed.MOST_ARMS", 1)

    assert everything_for(live_cast.viewer, limit=100) == before


def test_a_token_without_the_scope_read_follows_nothing(cast: Cast) -> None:
    assert client_for(cast.manager, scopes=(Scope.DRAFT,)).get(CHANGES).status_code == 403


def test_a_new_member_does_not_wait_for_a_new_cursor(live_cast: Cast) -> None:
    late = make_member(make_cast("late").project, Role.VIEWER, "Lena Late")
    cursor = changes_for(late, "since=now")["next_cursor"]

    Membership.objects.create(project=live_cast.project, user=late.user, role=Role.EDITOR)
    create_branch(actor=live_cast.manager, project=live_cast.project, name="new")

    assert [row["type"] for row in changes_for(late, f"since={cursor}")["changes"]] == ["branch.created"]
