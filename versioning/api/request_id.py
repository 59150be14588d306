"""One id for each request: in the header X-Request-ID, in problem documents and in every log line."""

import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    """Return `req_` and 32 hex digits, ordered by time. Return `-` outside a request."""
    return _current.get()


class RequestIdMiddleware:
    """Set X-Request-ID. This middleware is near the top, so that answers of other middleware have the header too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reset = _current.set(_new_id())
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = _current.get()
            return response
        finally:
            _current.reset(reset)


def _new_id() -> str:
    # Ordered by time, so that ids can be compared with the times in the log.
    milliseconds = time.time_ns() // 1_000_000
    return f"req_{milliseconds:012x}{secrets.token_hex(10)}"


class RequestIdFilter(logging.Filter):
    """Add `request_id` to every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
