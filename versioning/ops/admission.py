"""How many requests are worked on at once.

The server has a few threads more than THREADS, for pages that need no database while it is ill (see `bulkhead`). While
all is well, more threads than that only compete for the interpreter. So a request waits for one of the others to end,
but not for long: if none ends soon, something is slow, and the spare threads are there for that.
"""

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

    def limit(self, places: int) -> None:
        """Set the number of places. Call it once, before the first request."""
        self._places = SimpleQueue()
        for _ in range(places):
            self._places.put(None)

    def enter(self) -> bool:
        """Wait for a place for LONGEST_WAIT_SECONDS. Return whether there was one, which then has to be given back."""
        if self._places is None:
            return False
        try:
            self._places.get(timeout=LONGEST_WAIT_SECONDS)
        except Empty:
            return False
        return True

    def leave(self) -> None:
        """Give a place back."""
        if self._places is not None:
            self._places.put(None)


ADMISSION = Admission()


class AdmissionMiddleware:
    """Let each request wait for a place. It comes before all that computes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_place = ADMISSION.enter()
        try:
            return self.get_response(request)
        finally:
            if has_place:
                ADMISSION.leave()
