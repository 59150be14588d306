"""Middleware that takes API requests past the middleware that only pages need.

A program sends a token and no cookie. It has no session to open, no message to show and no form to protect. A person
who tries out requests in `/docs/` has a session, and passes through all middleware.
"""

from collections.abc import Callable
from functools import cache
from inspect import iscoroutinefunction

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

# The paths of both APIs. All other paths are pages.
PREFIXES = ("/api/", "/v3/")


class ApiBypassMiddleware:
    """Call the view of an API request directly, and set the headers that the skipped middleware would have set."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.call_view = _innermost(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        # No redirect to the path without a slash: a redirected POST loses its body.
        request.path_info = request.path_info.removesuffix("/")
        # A session needs its middleware, and the protection against forged requests.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        # Raises DisallowedHost.
        request.get_host()
        response = self.call_view(request)
        response.headers[HEADER] = _policy()
        response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        # CommonMiddleware does this for pages. A streamed response has no known length.
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _innermost(handler: Handler) -> Handler:
    """Return the handler inside all middleware. Return `handler` itself if there is asynchronous code on the way."""
    inner = handler
    # Django wraps each handler in `convert_exception_to_response`, whose `__wrapped__` is the middleware.
    while (below := getattr(getattr(inner, "__wrapped__", None), "get_response", None)) is not None:
        inner = below
    # Under ASGI, the walk can end at an adapter between two middleware, which hides the rest.
    is_last = isinstance(getattr(getattr(inner, "__wrapped__", None), "__self__", None), BaseHandler)
    return inner if is_last and not iscoroutinefunction(inner) else handler


@cache
def _policy() -> str:
    """Return the Content-Security-Policy. No API response changes it or asks for a nonce, so one serves all."""
    return build_policy()
