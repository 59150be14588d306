"""How many requests are worked on at once, and how many of them for one client.

The server has a few threads more than THREADS, for pages that need no database while it is ill (see `bulkhead`). While
all is well, more threads than that only compete for the interpreter. So a request waits for one of the others to end,
but not for long: if none ends soon, something is slow, and the spare threads are there for that.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from versioning.ops.load.shares import Shares

LONGEST_WAIT_SECONDS = 0.02


class Admission:
    """A place for each of the requests that are worked on. There is no limit, and no wait, by default."""

    def __init__(self) -> None:
        # A queue, because its wait is written in C. A semaphore's is not.
        self._places: SimpleQueue[None] | None = None
        self._shares = Shares()
        self._of_thread = threading.local()

    def limit(self, places: int, *, threads: int) -> None:
        """Set the number of places, and of the threads that take up requests. Call it once, before the first one."""
        self._shares.limit(places=places, threads=threads)
        self._places = SimpleQueue()
        for _ in range(places):
            self._places.put(None)

    @contextmanager
    def request(self, clients: Sequence[str]) -> Iterator[bool]:
        """Work on a request in this thread. False: it must be refused, because its client has more than a share."""
        if self._places is None:
            yield True
            return
        if not self._shares.enter(clients):
            yield False
            return
        self._of_thread.clients = clients
        self._take_place(self._places)
        try:
            yield True
        finally:
            self.leave()

    def leave(self) -> None:
        """Leave the work to others, before a long wait. Nothing happens if this thread has left, or has no request."""
        if self._places is None or (clients := self._clients) is None:
            return
        self._of_thread.clients = None
        self._shares.leave(clients)
        if self.has_place:
            self._of_thread.has_place = False
            self._places.put(None)

    @contextmanager
    def left(self) -> Iterator[None]:
        """Leave the work to others for the block, and go on then."""
        clients = self._clients
        self.leave()
        try:
            yield
        finally:
            if clients is not None and self._places is not None:
                self._shares.resume(clients)
                self._of_thread.clients = clients
                self._take_place(self._places)

    @property
    def has_place(self) -> bool:
        """Whether this thread has a place."""
        return getattr(self._of_thread, "has_place", False)

    @property
    def _clients(self) -> Sequence[str] | None:
        """For whom this thread works, or None."""
        return getattr(self._of_thread, "clients", None)

    def _take_place(self, places: SimpleQueue[None]) -> None:
        """Take a place for this thread, or go on without one after LONGEST_WAIT_SECONDS."""
        try:
            places.get(timeout=LONGEST_WAIT_SECONDS)
        except Empty:
            return
        self._of_thread.has_place = True


ADMISSION = Admission()
