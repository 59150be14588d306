import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from versioning.ops.load import admission as module
from versioning.ops.load import waiting_room
from versioning.ops.load.admission import Admission

ANA = ["ana's token"]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests wait for a place for so long that a busy machine does not end the wait."""
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 10)


def limited(places: int) -> Admission:
    admission = Admission()
    admission.limit(places, threads=places + 2)
    return admission


def gets_a_place(admission: Admission, *, others: threading.Barrier | None = None) -> bool:
    """Return whether a request gets a place. `others` work at the same time, so that no thread does the work of two."""
    with admission.request(ANA):
        has_place = admission.has_place
        if others is not None:
            others.wait(timeout=5)
        return has_place


@contextmanager
def request_elsewhere(admission: Admission) -> Iterator[threading.Event]:
    """Work on a request in another thread until the block ends, or until the event is set."""
    entered, leave = threading.Event(), threading.Event()

    def work() -> None:
        with admission.request(ANA):
            entered.set()
            leave.wait(timeout=10)

    with ThreadPoolExecutor(1) as other:
        working = other.submit(work)
        entered.wait(timeout=5)
        try:
            yield leave
        finally:
            leave.set()
            working.result()


def test_without_a_limit_nobody_has_a_place() -> None:
    assert not gets_a_place(Admission())


@pytest.mark.usefixtures("patient")
def test_a_request_gets_the_place_of_one_that_ends() -> None:
    admission = limited(1)

    with request_elsewhere(admission) as leave, ThreadPoolExecutor(1) as other:
        waiting = other.submit(gets_a_place, admission)
        leave.set()

        assert waiting.result(timeout=5)


def test_a_request_goes_on_without_a_place_if_no_other_ends() -> None:
    admission = limited(1)

    with request_elsewhere(admission):
        assert not gets_a_place(admission)


def test_a_place_is_given_back_once() -> None:
    admission = limited(1)

    with admission.request(ANA):
        admission.leave()
        admission.leave()

        with ThreadPoolExecutor(2) as others:
            together = threading.Barrier(2)
            got = others.map(lambda _: gets_a_place(admission, others=together), range(2))
            assert sorted(got) == [False, True]


def test_a_request_that_waits_for_changes_holds_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    admission = limited(1)
    monkeypatch.setattr(waiting_room, "ADMISSION", admission)
    room = waiting_room.WaitingRoom(lambda: 1)

    with admission.request(ANA):
        with room.place(places=1):
            room.wait(known=1, seconds=0.01)

        assert not admission.has_place


@pytest.mark.usefixtures("patient")
def test_a_request_that_waits_for_the_pool_leaves_its_place_to_another() -> None:
    admission = limited(1)

    with admission.request(ANA), ThreadPoolExecutor(1) as other:
        with admission.left():
            assert other.submit(gets_a_place, admission).result(timeout=5)

        assert admission.has_place


@pytest.mark.usefixtures("patient")
def test_no_more_requests_than_places_are_worked_on_while_all_are_quick() -> None:
    admission, lock, working, most = limited(2), threading.Lock(), 0, 0

    def work() -> None:
        nonlocal working, most
        with admission.request(ANA):
            with lock:
                working += 1
                most = max(most, working)
            time.sleep(0.001)
            with lock:
                working -= 1

    with ThreadPoolExecutor(8) as people:
        for call in [people.submit(work) for _ in range(100)]:
            call.result()

    assert most == 2
