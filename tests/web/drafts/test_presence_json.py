"""The view by which pages of one draft learn of each other."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.web.conftest import Desks, signed_in
from tests.web.drafts.editor_calls import call
from versioning.models import Draft
from versioning.web.drafts import presence

SESSIONS = ("0a0a0a0a", "0b0b0b0b")


def beat(client: Client, draft: Draft, session: str = SESSIONS[0], **values: Any) -> Any:
    return call(client, draft, "presence", {"session": session, **values})


def test_two_people_see_each_other(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    told = beat(desks.editor, draft).json()

    assert told == {"others": ["Paul handbook"], "elsewhere": False, "revision": 1, "current": None}


def test_one_person_sees_the_own_other_page(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.editor, draft, SESSIONS[1])

    told = beat(signed_in(cast.editor), draft).json()

    assert (told["others"], told["elsewhere"]) == ([], True)


def test_who_leaves_is_seen_no_longer(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    answer = beat(desks.publisher, draft, SESSIONS[1], leaving=True)

    assert answer.status_code == 204
    assert beat(desks.editor, draft).json()["others"] == []


def test_nobody_makes_another_leave(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    beat(desks.publisher, draft, SESSIONS[1])

    beat(desks.editor, draft, SESSIONS[1], leaving=True)

    assert beat(desks.editor, draft).json()["others"] == ["Paul handbook"]


def test_who_was_not_heard_of_for_a_minute_is_forgotten(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    long_ago = {SESSIONS[1]: (str(cast.publisher.user.pk), "Paul handbook", 0.0)}
    cache.set(f"presence:{draft.pk}", long_ago, presence.FORGOTTEN_AFTER)

    told = beat(desks.editor, draft).json()

    assert told["others"] == []


@pytest.mark.parametrize("session", [None, 7, "", "x" * 8, "a" * 65])
def test_a_page_must_name_itself(cast: Cast, desks: Desks, session: Any) -> None:
    draft = cast.draft()

    answer = beat(desks.editor, draft, session)

    assert (answer.status_code, answer.json()["field"]) == (422, "session")


@pytest.mark.parametrize("identifier", ["0badcafe", "nope", "%00", "a" * 300])
def test_a_draft_that_is_none_is_not_found(cast: Cast, desks: Desks, identifier: str) -> None:
    answers = [
        desks.editor.post(f"/drafts/{identifier}/{name}", data=data, content_type="application/json")
        for name, data in (("presence", {"session": SESSIONS[0]}), ("preview", {"body": "a"}))
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
