"""Calls of the APIs pass the pages' middleware by.

A program sends a token and no cookie: there is no session to open, no message to show, no form to guard. A person who
tries calls out in `/docs/` has a session, and goes through all of it.
"""

from collections.abc import Callable
from functools import cache
from inspect import iscoroutinefunction

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

PREFIXES = ("/api/", "/v3/")


class CallsMiddleware:
    """Stands before all that pages alone need, and does for calls what little of it they need as well."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.answer_call = _innermost(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        # Without a redirect, which would lose the body of a POST.
        request.path_info = request.path_info.removesuffix("/")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        # Raises DisallowedHost.
        request.get_host()
        response = self.answer_call(request)
        response.headers[HEADER] = _policy()
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _innermost(handler: Handler) -> Handler:
    """What all middleware stands around; the handler itself where that cannot be told, or is not called as it is."""
    found = handler
    while (below := getattr(getattr(found, "__wrapped__", None), "get_response", None)) is not None:
        found = below
    return handler if iscoroutinefunction(found) else found


@cache
def _policy() -> str:
    """No call asks for a nonce or a policy of its own, so that it is the same for all."""
    return build_policy()
