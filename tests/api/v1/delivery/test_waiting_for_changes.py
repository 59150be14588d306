"""Requests that wait for changes: they are answered when something happens, and hold nothing up."""

import threading
import time
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.api.conftest import WireFor
from tests.api.v1.delivery.changes import CHANGES, eventually, write
from tests.api.wire import Wire
from tests.cast import Cast
from versioning.models import Membership, Token
from versioning.services.events.wait_for_changes import room


def waiting(wire: Wire, since: str, answers: list[Any], seconds: int = 20) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.append(wire.get(f"{CHANGES}?since={since}&wait={seconds}")))
    thread.start()
    return thread


def is_waiting() -> bool:
    return room.waiting > 0


@pytest.fixture
def now(live_cast: Cast, wire_for: WireFor) -> tuple[Wire, str]:
    wire = wire_for(live_cast.viewer)
    return wire, wire.get(f"{CHANGES}?since=now").json["data"]["next_cursor"]


def test_a_request_that_waits_is_answered_when_something_happens(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers)
    eventually(is_waiting)
    began = time.monotonic()

    write(live_cast)
    thread.join()

    assert [row["type"] for row in answers[0].json["data"]["changes"]] == ["project.updated"]
    assert time.monotonic() - began < 5


def test_a_request_that_waits_for_nothing_is_answered_in_time(now: tuple[Wire, str]) -> None:
    wire, cursor = now
    began = time.monotonic()

    answer = wire.get(f"{CHANGES}?since={cursor}&wait=1")

    assert answer.json["data"] == {"changes": [], "next_cursor": cursor, "has_more": False}
    assert 0.9 < time.monotonic() - began < 5


def test_more_requests_than_may_wait_are_answered_at_once(now: tuple[Wire, str], settings: Settings) -> None:
    settings.LONG_POLLS = 0
    wire, cursor = now
    began = time.monotonic()

    answer = wire.get(f"{CHANGES}?since={cursor}&wait=20")

    assert (answer.status, answer.json["data"]["changes"]) == (200, [])
    assert time.monotonic() - began < 5


def test_a_member_removed_while_waiting_sees_nothing_more(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers, seconds=3)
    eventually(is_waiting)

    Membership.objects.filter(user=live_cast.viewer.user).delete()
    write(live_cast)
    thread.join()

    assert answers[0].json["data"]["changes"] == []


def test_a_token_revoked_while_waiting_is_refused(live_cast: Cast, now: tuple[Wire, str]) -> None:
    answers: list[Any] = []
    thread = waiting(*now, answers)
    eventually(is_waiting)

    Token.objects.filter(user=live_cast.viewer.user).update(revoked_at=timezone.now())
    write(live_cast)
    thread.join()

    assert answers[0].status == 401
    assert "data" not in answers[0].json
