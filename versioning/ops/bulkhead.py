"""How many threads may wait for the database at once, so that some are always left to answer everything else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# A healthy database answers within milliseconds, so a wait of this length means that it is ill.
ILL_AFTER_SECONDS = 0.5


class Bulkhead:
    """At most `places` threads wait for the database. Without a limit, which is the default, all of them may.

    The server that answers requests has a few threads more than places. Pages that need no database, such as /healthz
    and static files, therefore answer when the database does not.
    """

    def __init__(self) -> None:
        self._places: int | None = None
        self._free = threading.Condition()
        self._since: dict[int, float] = {}

    def limit(self, places: int) -> None:
        """Set the number of places. Call it once, before the first request."""
        self._places = places

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Hold a place. Raise psycopg.OperationalError if all are held and one of them for ILL_AFTER_SECONDS."""
        if self._places is None:
            yield
            return
        thread = threading.get_ident()
        if thread in self._since:
            # Connecting asks the server some questions of its own.
            yield
            return
        self._enter(thread, places=self._places)
        try:
            yield
        finally:
            with self._free:
                del self._since[thread]
                self._free.notify()

    def _enter(self, thread: int, *, places: int) -> None:
        with self._free:
            while len(self._since) >= places:
                waited = time.monotonic() - min(self._since.values())
                if waited >= ILL_AFTER_SECONDS:
                    raise psycopg.OperationalError("the database is slow to answer, and enough requests wait for it")
                self._free.wait(ILL_AFTER_SECONDS - waited)
            self._since[thread] = time.monotonic()
