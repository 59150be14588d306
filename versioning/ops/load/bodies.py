"""How many threads may wait for bodies that their clients are still sending.

A body is read for as long as its client takes to send it, unless a proxy does the waiting. A thread has a place from
the first byte that it asks for until the last has come. So a thread that works on a complete body needs no place.
"""

from collections.abc import Callable, Iterable
from typing import Any

from versioning.ops.load.bulkhead import Bulkhead

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodiesBusy(Exception):
    """Enough threads wait for bodies already, and none has finished for a while."""


BODIES = Bulkhead(BodiesBusy, is_for_database=False)


class AwaitedBody:
    """The `wsgi.input` of a request of so many bytes (PEP 3333). Raises BodiesBusy at the first read."""

    def __init__(self, body: Any, length: int) -> None:
        self._body, self._unread = body, length

    def read(self, size: int = -1) -> bytes:
        return self._count(size, self._body.read)

    def readline(self, size: int = -1) -> bytes:
        return self._count(size, self._body.readline)

    def _count(self, size: int, read: Callable[[int], bytes]) -> bytes:
        BODIES.enter()
        part = read(size)
        self._unread -= len(part)
        if self._unread <= 0 or not part:
            BODIES.leave()
        return part


def counting_bodies(application: Application) -> Application:
    """Return the application, which takes a place in BODIES for as long as it waits for the body of a request."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        environ["wsgi.input"] = AwaitedBody(environ["wsgi.input"], int(length) if length.isdecimal() else 0)
        try:
            return application(environ, start_response)
        finally:
            # A view may not read to the end, and a client may go away.
            BODIES.leave()

    return answer
