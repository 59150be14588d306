"""Do long work in one transaction of its own, while the caller goes on to report."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from threading import Event
from typing import TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")
Report = Callable[[int, int], None]
SECONDS_BETWEEN_REPORTS = 1.0


class _Stopped(Exception):
    """The caller no longer wants the result."""


class _Progress:
    """What was done so far, as the caller last heard."""

    def __init__(self) -> None:
        self.done, self.total, self.stopped = 0, 0, Event()

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.stopped.is_set():
            raise _Stopped


def in_snapshot(work: Callable[[Report], Result], *, report: Report) -> Result:
    """Return what `work` returns, which sees the database as it is now, whatever others write meanwhile.

    In a thread with a connection of its own: what `report` writes is not part of it. If `report` raises, it stops.
    """
    if connection.in_atomic_block:
        return work(report)
    return apart(lambda tell: within(_snapshot, work, tell), report=report)


def in_transaction(work: Callable[[Report], Result], *, report: Report) -> Result:
    """Return what `work` returns, and keep either all that it writes or nothing.

    On PostgreSQL in a thread with a connection of its own, so that `report` is seen meanwhile. SQLite has one writer at
    a time, so there `report` writes in the same transaction.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            return work(report)
    return apart(lambda tell: within(transaction.atomic, work, tell), report=report)


def apart(work: Callable[[Report], Result], *, report: Report) -> Result:
    """Return what `work` returns in a thread of its own. If `report` raises, the work stops at its next report."""
    progress = _Progress()
    with ThreadPoolExecutor(1) as pool:
        future: Future[Result] = pool.submit(copy_context().run, _closing, work, progress.tell)
        try:
            while not wait([future], timeout=SECONDS_BETWEEN_REPORTS).done:
                report(progress.done, progress.total)
        except BaseException:
            progress.stopped.set()
            raise
    report(progress.done, progress.total)
    return future.result()


def _closing(work: Callable[[Report], Result], tell: Report) -> Result:
    """Do the work in this thread, and close the thread's connection."""
    try:
        return work(tell)
    finally:
        connection.close()


def within(block: Callable[[], AbstractContextManager[None]], work: Callable[[Report], Result], tell: Report) -> Result:
    """Return what `work` returns inside the block."""
    with block():
        return work(tell)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read in one snapshot. On SQLite without `atomic`, which would keep all writers out."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
