import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from versioning.ops import admission as module
from versioning.ops import waiting_room
from versioning.ops.admission import Admission


def enter(admission: Admission) -> bool:
    admission.enter()
    return admission.has_place


def enter_with(others: threading.Barrier, admission: Admission) -> bool:
    """Enter only when all others are about to, so that no thread does the work of two."""
    others.wait(timeout=5)
    return enter(admission)


def test_without_a_limit_nobody_has_a_place() -> None:
    assert not enter(Admission())


def test_a_request_gets_the_place_of_one_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough that a busy machine does not end the wait.
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 10)
    admission = Admission()
    admission.limit(1)
    admission.enter()

    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(enter, admission)
        admission.leave()

        assert waiting.result(timeout=5)


def test_a_request_goes_on_without_a_place_if_no_other_ends() -> None:
    admission = Admission()
    admission.limit(1)
    admission.enter()

    with ThreadPoolExecutor(1) as other:
        assert not other.submit(enter, admission).result(timeout=5)


def test_a_place_is_given_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 0.01)
    admission = Admission()
    admission.limit(1)
    admission.enter()

    admission.leave()
    admission.leave()

    with ThreadPoolExecutor(2) as others:
        together = threading.Barrier(2)
        assert sorted(others.map(lambda _: enter_with(together, admission), range(2))) == [False, True]


def test_a_request_that_waits_for_changes_holds_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    admission = Admission()
    admission.limit(1)
    monkeypatch.setattr(waiting_room, "ADMISSION", admission)
    room = waiting_room.WaitingRoom(lambda: 1)
    admission.enter()

    with room.place(places=1):
        room.wait(known=1, seconds=0.01)

    assert not admission.has_place


def test_no_more_requests_than_places_are_worked_on_while_all_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_SECONDS", 10)
    admission, lock, working, most = Admission(), threading.Lock(), 0, 0
    admission.limit(2)

    def work() -> None:
        nonlocal working, most
        admission.enter()
        with lock:
            working += 1
            most = max(most, working)
        time.sleep(0.001)
        with lock:
            working -= 1
        admission.leave()

    with ThreadPoolExecutor(8) as people:
        for call in [people.submit(work) for _ in range(100)]:
            call.result()

    assert most == 2
