"""`Server-Timing`: how long a page took in the database and in its template, for the developer tools of browsers.

See https://www.w3.org/TR/server-timing/. Only staff gets it. Times tell how much a page passed over that a person may
not see, and measuring takes each statement through a slower path.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db import connections
from django.http import HttpResponseBase


class ServerTiming:
    """The times of one page, in seconds."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._database = self._render = 0.0
        self._statements = 0

    @contextmanager
    def statements(self) -> Iterator[None]:
        """Measure the statements of the block on the default database."""
        with connections["default"].execute_wrapper(self._measured):
            yield

    @contextmanager
    def rendering(self) -> Iterator[None]:
        """Measure the template that the block renders. The statements that it runs count for the database."""
        began, before = perf_counter(), self._database
        yield
        self._render += perf_counter() - began - (self._database - before)

    def tell(self, response: HttpResponseBase) -> None:
        """Add the header."""
        plural = "" if self._statements == 1 else "s"
        response.headers["Server-Timing"] = (
            f'database;dur={self._database * 1000:.1f};desc="{self._statements} statement{plural}", '
            f"render;dur={self._render * 1000:.1f}, total;dur={(perf_counter() - self._began) * 1000:.1f}"
        )

    def _measured(self, execute: Callable[..., Any], *call: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*call)
        finally:
            self._database += perf_counter() - began
            self._statements += 1
