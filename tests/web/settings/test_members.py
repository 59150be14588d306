import pytest

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import Actor, Membership, Role

ADDRESS = "/settings/projects/handbook/members/"


def member(cast: Cast, actor: Actor) -> Membership:
    return Membership.objects.get(project=cast.project, user=actor.user)


def test_everybody_in_the_project_sees_who_is_in_it(desks: Desks) -> None:
    page = desks.viewer.get(ADDRESS).content.decode()

    assert "mona.handbook" in page
    assert "You need the manager role to add, change or remove members. Your role is viewer." in page
    assert "<select" not in page


def test_others_do_not_learn_that_it_exists(desks: Desks) -> None:
    assert desks.stranger.get(ADDRESS).status_code == 404


def test_somebody_with_an_account_is_added(cast: Cast, desks: Desks) -> None:
    answer = desks.manager.post(ADDRESS, {"username": "sven.handbook", "role": "30"}, follow=True)

    assert "Added Sven handbook to Handbook as publisher." in answer.content.decode()
    assert member(cast, cast.stranger).role == Role.PUBLISHER


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"username": "nobody", "role": "20"}, "No active user has this username."),
        ({"username": "edda.handbook", "role": "20"}, "edda.handbook is already a member of this project."),
        ({"username": "sven.handbook", "role": "99"}, "Select a valid choice"),
        ({"username": "\0", "role": "20"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_told(desks: Desks, sent: dict[str, str], fault: str) -> None:
    answer = desks.manager.post(ADDRESS, sent)

    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_a_member_gets_another_role(cast: Cast, desks: Desks) -> None:
    address = f"{ADDRESS}{member(cast, cast.editor).pk}/role/"

    desks.manager.post(address, {"role": "30"})

    assert member(cast, cast.editor).role == Role.PUBLISHER


@pytest.mark.parametrize("role", ["", "1", "x"])
def test_what_is_no_role_changes_nothing(cast: Cast, desks: Desks, role: str) -> None:
    address = f"{ADDRESS}{member(cast, cast.editor).pk}/role/"

    answer = desks.manager.post(address, {"role": role}, follow=True)

    assert "Choose one of the roles." in answer.content.decode()
    assert member(cast, cast.editor).role == Role.EDITOR


def test_a_member_is_taken_out_after_one_question(cast: Cast, desks: Desks) -> None:
    address = f"{ADDRESS}{member(cast, cast.editor).pk}/remove/"

    question = desks.manager.get(address).content.decode()
    desks.manager.post(address)

    assert "<h1>Remove Edda handbook from Handbook?</h1>" in question
    assert not Membership.objects.filter(user=cast.editor.user).exists()


@pytest.mark.parametrize(("verb", "sent"), [("role", {"role": "20"}), ("remove", {})])
def test_the_last_manager_stays_and_is_told_why(cast: Cast, desks: Desks, verb: str, sent: dict[str, str]) -> None:
    answer = desks.manager.post(f"{ADDRESS}{member(cast, cast.manager).pk}/{verb}/", sent, follow=True)

    assert "A project needs at least one manager." in answer.content.decode()
    assert member(cast, cast.manager).role == Role.MANAGER


@pytest.mark.parametrize(("verb", "sent"), [("role", {"role": "40"}), ("remove", {})])
def test_nobody_else_changes_members(cast: Cast, desks: Desks, verb: str, sent: dict[str, str]) -> None:
    address = f"{ADDRESS}{member(cast, cast.editor).pk}/{verb}/"

    assert (desks.publisher.post(address, sent).status_code, desks.stranger.post(address, sent).status_code) == (
        403,
        404,
    )
    assert member(cast, cast.editor).role == Role.EDITOR
