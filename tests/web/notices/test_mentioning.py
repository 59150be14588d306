import pytest

from tests.cast import Cast, make_user
from tests.web.conftest import Desks
from versioning.models import Draft, Membership, Role


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return cast.draft()


def _names(desks: Desks, draft: Draft, begin: str) -> list[str]:
    answer = desks.viewer.get(f"/drafts/{draft.identifier}/mentionable", {"name": begin})
    assert answer.status_code == 200
    return [person["username"] for person in answer.json()["people"]]


@pytest.mark.parametrize("begin", ["mona.h", "MONA", "handbook"])
def test_members_are_found_by_the_beginning_of_their_names(desks: Desks, draft: Draft, cast: Cast, begin: str) -> None:
    cast.manager.user.last_name = "Handbook"
    cast.manager.user.save()

    assert "mona.handbook" in _names(desks, draft, begin)


def test_nobody_outside_the_project_and_no_inactive_member_is_found(desks: Desks, draft: Draft, cast: Cast) -> None:
    gone = make_user("Gus Gone", is_active=False)
    service = make_user("Gus Service", is_service=True)
    for user in (gone, service):
        Membership.objects.create(project=cast.project, user=user, role=Role.EDITOR)

    assert _names(desks, draft, "gus") == []
    assert _names(desks, draft, cast.stranger.user.username) == []


@pytest.mark.parametrize("begin", ["example.org", "%", "_", "\0", "'"])
def test_addresses_and_signs_find_nobody(desks: Desks, draft: Draft, begin: str) -> None:
    assert _names(desks, draft, begin) == []


def test_a_list_is_short(desks: Desks, draft: Draft, cast: Cast) -> None:
    for number in range(20):
        Membership.objects.create(project=cast.project, user=make_user(f"Zoe {number}"), role=Role.VIEWER)

    assert len(_names(desks, draft, "zoe")) == 8


def test_the_form_says_what_an_at_sign_does_without_any_script(desks: Desks, draft: Draft) -> None:
    page = desks.publisher.get(f"/drafts/{draft.identifier}/publish/").content.decode()

    assert "Write @ and a username to tell a member of the project." in page
    assert f'data-mentions="/drafts/{draft.identifier}/mentionable"' in page
