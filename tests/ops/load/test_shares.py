"""One client has a share of the threads while others ask too."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from versioning.ops.load import shares as module
from versioning.ops.load.shares import Shares

ANA, BEN = ["ana"], ["ben"]
# Of four places and eight threads: two requests in work, and four threads.
SHARE, MOST = 2, 4


@pytest.fixture
def shares() -> Shares:
    shares = Shares()
    shares.limit(places=2 * SHARE, threads=2 * MOST)
    return shares


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2 * MOST) as people:
        yield people


@pytest.fixture
def busy(shares: Shares) -> Shares:
    """Let both ask, so that one has her share."""
    shares.enter(BEN)
    for _ in range(SHARE):
        shares.enter(ANA)
    return shares


def enter(shares: Shares, clients: Sequence[str]) -> tuple[bool, float]:
    """Return whether the request may begin, and for how many seconds it waited."""
    began = time.monotonic()
    may_begin = shares.enter(clients)
    return may_begin, time.monotonic() - began


def waits(shares: Shares, people: ThreadPoolExecutor, *, requests: int) -> "list[Future[bool]]":
    """Let more requests of the busy client come, and return when all of them wait."""
    waiting = [people.submit(shares.enter, ANA) for _ in range(requests)]
    ends = time.monotonic() + 5
    while shares._waiting["ana"] < requests and time.monotonic() < ends:
        time.sleep(0.001)
    return waiting


def test_without_a_limit_nobody_is_refused() -> None:
    unlimited = Shares()

    assert all(unlimited.enter(ANA) for _ in range(100))


def test_who_is_alone_may_have_all_threads(shares: Shares) -> None:
    began = time.monotonic()

    assert all(shares.enter(ANA) for _ in range(2 * MOST))
    assert time.monotonic() - began < module.LONG_WAIT_SECONDS


def test_another_client_does_not_wait(busy: Shares) -> None:
    may_begin, seconds = enter(busy, BEN)

    assert may_begin
    assert seconds < module.SHORT_WAIT_SECONDS


def test_beyond_the_share_a_request_begins_when_another_ends(
    busy: Shares, people: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_WAIT_SECONDS", 30)
    (waiting,) = waits(busy, people, requests=1)

    busy.leave(ANA)

    assert waiting.result(timeout=5)


def test_a_few_requests_at_once_are_never_refused(
    busy: Shares, people: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_WAIT_SECONDS", 0.05)
    waiting = waits(busy, people, requests=MOST - SHARE)

    assert all(each.result(timeout=5) for each in waiting)


def test_who_has_half_of_the_threads_is_soon_refused(
    busy: Shares, people: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_WAIT_SECONDS", 30)
    waiting = waits(busy, people, requests=MOST - SHARE)

    may_begin, seconds = enter(busy, ANA)

    assert not may_begin
    assert seconds < 5
    for _ in waiting:
        busy.leave(ANA)
    assert all(each.result(timeout=5) for each in waiting)


def test_a_made_up_credential_beside_the_real_one_gives_no_second_share(
    busy: Shares, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG_WAIT_SECONDS", 0.05)

    assert enter(busy, ["made up", *ANA])[1] >= module.LONG_WAIT_SECONDS


def test_a_request_that_has_left_leaves_its_share_to_another(busy: Shares) -> None:
    busy.leave(ANA)

    assert enter(busy, ANA)[1] < module.LONG_WAIT_SECONDS


def test_clients_without_a_request_take_no_memory(shares: Shares, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ALONE_SECONDS", 0)
    for number in range(100):
        shares.enter([f"client {number}"])
        shares.leave([f"client {number}"])

    assert len(shares._in_work) == 0
    assert len(shares._asked) == 1
