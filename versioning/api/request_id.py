"""One id per request: in the answer's X-Request-ID, in problem documents and in every log line."""

import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    """`req_` and 32 hex digits, ordered by time; `-` outside a request."""
    return _current.get()


class RequestIdMiddleware:
    """Stands first, so that every answer carries the header, whoever made it."""

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
    milliseconds = time.time_ns() // 1_000_000
    return f"req_{milliseconds:012x}{secrets.token_hex(10)}"


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
