"""How many requests work on long texts at once in one process.

Parsing, escaping or sending a text of megabytes takes Python's lock for tens of milliseconds, again and again. One such
request hardly delays the others. Several at once delay all of them, so the next one waits a moment, or comes again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from versioning.ops.load.pool import BUSY, PoolBusy
from versioning.ops.metrics.instruments import TEXT_REFUSALS

# In bytes. The work on shorter texts is over in a few milliseconds.
LONG_BYTES = 1_000_000
WAIT_SECONDS = 1.0
# Of the threads that wait for the one that works. More would take the threads of those who read short texts.
WAITING = 2


class LongTexts:
    """One place, which a request keeps until it ends. Outside of requests there is no limit."""

    def __init__(self) -> None:
        self._is_limited = False
        self._place = threading.Semaphore()
        self._queue = threading.Semaphore(WAITING)
        self._own = threading.local()

    def limit(self) -> None:
        """Let one request at a time work on long texts from now on."""
        self._is_limited = True

    @contextmanager
    def request(self) -> Iterator[None]:
        """Answer a request in this thread. In the end it gives the place back."""
        self._own.is_limited = self._is_limited
        try:
            yield
        finally:
            self._leave()
            self._own.is_limited = False

    def enter(self, size: int) -> None:
        """Take the place if so many bytes are long and this request does not have it. Raises PoolBusy."""
        if size < LONG_BYTES or self._has_place or not getattr(self._own, "is_limited", False):
            return
        if not self._place.acquire(blocking=False):
            self._wait()
        self._own.has_place = True

    @contextmanager
    def left(self) -> Iterator[None]:
        """Let others work while this request waits for something else, and come back however long that takes."""
        had_place = self._has_place
        self._leave()
        try:
            yield
        finally:
            if had_place:
                self._place.acquire()
                self._own.has_place = True

    def _leave(self) -> None:
        if self._has_place:
            self._own.has_place = False
            self._place.release()

    @property
    def _has_place(self) -> bool:
        return getattr(self._own, "has_place", False)

    def _wait(self) -> None:
        if self._queue.acquire(blocking=False):
            try:
                if self._place.acquire(timeout=WAIT_SECONDS):
                    return
            finally:
                self._queue.release()
        TEXT_REFUSALS.labels("busy").inc()
        raise PoolBusy(BUSY)


LONG_TEXTS = LongTexts()
