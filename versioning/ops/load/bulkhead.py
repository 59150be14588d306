"""How many threads may wait for the database at once, so that some are always left to answer everything else."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from versioning.ops.metrics.instruments import DATABASE_WAITS, add_gauge

# A healthy database answers within milliseconds, so a wait of this length means that it is ill.
ILL_AFTER_SECONDS = 0.5


class Bulkhead:
    """At most `places` threads use the database. Without a limit, which is the default, all of them may.

    The server that answers requests has a few threads more than places. Pages that need no database, such as /healthz
    and static files, therefore answer when the database does not. What else threads wait for has a bulkhead of its own.

    A thread keeps its place for as long as it is in a transaction. If it had to ask for another place for each
    statement, it could find all of them held by threads that wait for the very row that it has locked.
    """

    def __init__(
        self,
        refusal: type[Exception] = psycopg.OperationalError,
        *,
        is_for_database: bool = True,
        ill_after: float = ILL_AFTER_SECONDS,
    ) -> None:
        self._refusal, self._is_for_database, self._ill_after = refusal, is_for_database, ill_after
        self._places: int | None = None
        self._free = threading.Condition()
        self._since: dict[int, float] = {}

    def limit(self, places: int) -> None:
        """Set the number of places. Call it once, before the first request."""
        self._places = places
        if self._is_for_database:
            add_gauge(
                "stemma_database_places",
                "Threads that use PostgreSQL, or wait to write to SQLite, and how many may do so at once.",
                label="state",
                read=lambda: {"used": len(self._since), "total": places},
            )

    def enter(self, *, within: float = math.inf) -> None:
        """Take a place, unless this thread has one. Wait for it as long as the database is well.

        Raises `refusal` if there is none `within` so many seconds, or if all places have been held for `ill_after`
        seconds. One slow statement beside others that come and go is no reason to refuse anybody.
        """
        if self._places is None:
            return
        thread = threading.get_ident()
        with self._free:
            if thread not in self._since and len(self._since) >= self._places:
                self._wait_for_place(self._places, until=time.monotonic() + within)
            self._since.setdefault(thread, time.monotonic())

    def _wait_for_place(self, places: int, *, until: float) -> None:
        try:
            while len(self._since) >= places:
                now = time.monotonic()
                shortest = now - max(self._since.values())
                if shortest >= self._ill_after or now >= until:
                    raise self._refusal("what they wait for is slow to answer, and enough requests wait for it")
                self._free.wait(min(self._ill_after - shortest, until - now))
        except self._refusal:
            self._count("refused")
            raise
        self._count("admitted")

    def _count(self, outcome: str) -> None:
        if self._is_for_database:
            DATABASE_WAITS.labels(outcome).inc()

    def leave(self) -> None:
        """Give the place back. Nothing happens if this thread has none."""
        if self._places is None:
            return
        with self._free:
            if self._since.pop(threading.get_ident(), None) is not None:
                self._free.notify()

    @contextmanager
    def entered(self, *, within: float = math.inf) -> Iterator[None]:
        """Hold a place for the block, and go on holding it afterward if this thread had it before."""
        had_place = threading.get_ident() in self._since
        self.enter(within=within)
        try:
            yield
        finally:
            if not had_place:
                self.leave()
