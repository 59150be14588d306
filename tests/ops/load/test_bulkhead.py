import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from versioning.ops.load.bulkhead import ILL_AFTER_SECONDS, Bulkhead


@pytest.fixture
def bulkhead() -> Bulkhead:
    bulkhead = Bulkhead()
    bulkhead.limit(2)
    return bulkhead


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads


def hold(bulkhead: Bulkhead, seconds: float) -> None:
    with bulkhead.entered():
        time.sleep(seconds)


def test_when_all_places_have_been_held_for_long_another_thread_is_refused(
    bulkhead: Bulkhead, threads: ThreadPoolExecutor
) -> None:
    for _ in range(2):
        threads.submit(hold, bulkhead, 3 * ILL_AFTER_SECONDS)
    time.sleep(1.5 * ILL_AFTER_SECONDS)

    with pytest.raises(psycopg.OperationalError, match="slow to answer"):
        bulkhead.enter()


def test_one_slow_thread_beside_quick_ones_refuses_nobody(
    threads: ThreadPoolExecutor,
) -> None:
    # Long enough that a busy machine makes no quick thread a slow one.
    bulkhead = Bulkhead(ill_after=2)
    bulkhead.limit(2)
    slow = threads.submit(hold, bulkhead, 3)

    quick = [threads.submit(hold, bulkhead, 0.005) for _ in range(100)]

    assert [work.exception() for work in (slow, *quick)] == [None] * 101


def test_who_has_locked_a_row_goes_on_while_others_wait_for_it(bulkhead: Bulkhead, threads: ThreadPoolExecutor) -> None:
    row = threading.Lock()

    def save() -> None:
        bulkhead.enter()
        with row:
            time.sleep(0.01)
            # The next statement of the same transaction.
            bulkhead.enter()
        bulkhead.leave()

    saves = [threads.submit(save) for _ in range(50)]

    assert [work.exception() for work in saves] == [None] * 50
