"""How many requests are worked on at once.

The server has a few threads more than THREADS, for pages that need no database while it is ill (see `bulkhead`). While
all is well, more threads than that only compete for the interpreter. So a request waits for one of the others to end,
but not for long: if none ends soon, something is slow, and the spare threads are there for that.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

LONGEST_WAIT_SECONDS = 0.02


class Admission:
    """A place for each of the requests that are worked on. There is no limit, and no wait, by default."""

    def __init__(self) -> None:
        # A queue, because its wait is written in C. A semaphore's is not.
        self._places: SimpleQueue[None] | None = None
        self._of_thread = threading.local()

    def limit(self, places: int) -> None:
        """Set the number of places. Call it once, before the first request."""
        self._places = SimpleQueue()
        for _ in range(places):
            self._places.put(None)

    def enter(self) -> None:
        """Take a place for this thread, or go on without one after LONGEST_WAIT_SECONDS."""
        if self._places is None:
            return
        try:
            self._places.get(timeout=LONGEST_WAIT_SECONDS)
        except Empty:
            return
        self._of_thread.has_place = True

    def leave(self) -> None:
        """Give this thread's place back, if it has one. A request also does so before it waits for long."""
        if self._places is not None and self.has_place:
            self._of_thread.has_place = False
            self._places.put(None)

    @property
    def has_place(self) -> bool:
        """Whether this thread has a place."""
        return getattr(self._of_thread, "has_place", False)


ADMISSION = Admission()


class AdmissionMiddleware:
    """Let each request wait for a place. It comes before all that computes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ADMISSION.enter()
        try:
            return self.get_response(request)
        finally:
            ADMISSION.leave()
