from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast, client_for
from versioning.models import Invitation, Job
from versioning.services.people.find_invitation import find_invitation

ADDRESS = "/api/v1/invitations"


BODY = {"project": "handbook", "email": "ana@example.org", "role": "editor"}


def _invite(cast: Cast, **values: Any) -> Any:
    return client_for(cast.manager).post(ADDRESS, {**BODY, **values}, format="json")


def test_without_mail_the_manager_gets_the_link_once(cast: Cast) -> None:
    client = client_for(cast.manager)

    repeated = [client.post(ADDRESS, BODY, format="json", headers={"Idempotency-Key": "one"}) for _ in range(2)]

    answers = [answer.json()["data"] for answer in repeated]
    token = answers[0]["link"].rstrip("/").rpartition("/")[2]
    assert str(find_invitation(token=token).pk) == answers[0]["invitation"]["id"]
    assert answers[1]["link"] is None
    assert Invitation.objects.count() == 1


def test_with_mail_nobody_but_the_address_gets_the_link(cast: Cast, settings: Settings) -> None:
    settings.SENDS_EMAIL = True

    data = _invite(cast).json()["data"]

    assert data["link"] is None
    assert data["invitation"]["is_mailed"]
    assert Job.objects.filter(kind="mail.invitation").count() == 1


def test_the_list_has_no_links_and_only_unanswered_invitations(cast: Cast) -> None:
    made = _invite(cast).json()["data"]

    answer = client_for(cast.manager).get(f"{ADDRESS}?project=handbook")

    [listed] = answer.json()["data"]["invitations"]
    assert (listed["id"], listed["email"], listed["role"]) == (made["invitation"]["id"], "ana@example.org", "editor")
    assert made["link"].rpartition(":")[2] not in answer.content.decode()
    assert client_for(cast.publisher).get(ADDRESS).json()["data"]["invitations"] == []


def test_a_withdrawn_invitation_is_gone(cast: Cast) -> None:
    pk = _invite(cast).json()["data"]["invitation"]["id"]
    client = client_for(cast.manager)

    assert [client.delete(f"{ADDRESS}/{pk}").status_code for _ in range(2)] == [204, 404]
    assert client.get(f"{ADDRESS}/{pk}").status_code == 404


def test_the_answer_does_not_tell_whether_an_account_has_the_address(cast: Cast) -> None:
    known, unknown = (
        _invite(cast, email=email).json()["data"]["invitation"]
        for email in (cast.stranger.user.email, "no@example.org")
    )

    same = known.keys() - {"id", "email", "created_at", "expires_at"}
    assert {name: known[name] for name in same} == {name: unknown[name] for name in same}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "ana"}, "email"),
        ({"email": "ana\0@example.org"}, "email"),
        ({"email": f"{'a' * 250}@example.org"}, "email"),
        ({"role": "owner"}, "role"),
        ({"role": 40}, "role"),
        ({"link": "x"}, "link"),
    ],
)
def test_bad_values_are_named(cast: Cast, values: dict[str, Any], field: str) -> None:
    answer = _invite(cast, **values)

    assert answer.status_code == 400
    assert field in str(answer.json())


def test_too_many_invitations_are_answered_with_a_time_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.api.v1.invitations.MOST_INVITATIONS", 1)

    answers = [_invite(cast, email=f"{number}@example.org") for number in range(2)]

    assert [answer.status_code for answer in answers] == [201, 429]
    assert int(answers[1]["Retry-After"]) > 0
