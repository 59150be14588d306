"""Middleware that only pages need: calls of the APIs pass it by.

A program sends a token and no cookie: there is no session to open and no message to show. A person who tries calls out
in `/docs/` has a session, and passes through all of it. Django's guard against forgery is cheap, and stands before all.
"""

from functools import cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.common import CommonMiddleware

from versioning.api.slashes import PREFIXES


def is_call(request: HttpRequest) -> bool:
    """By a program, as far as the path and the cookies tell."""
    return request.path_info.startswith(PREFIXES) and settings.SESSION_COOKIE_NAME not in request.COOKIES


class _ForBrowsers:
    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_call(request) else super().__call__(request)  # type: ignore[misc]


class BrowserSessionMiddleware(_ForBrowsers, SessionMiddleware):
    pass


class BrowserAuthenticationMiddleware(_ForBrowsers, AuthenticationMiddleware):
    pass


class BrowserMessageMiddleware(_ForBrowsers, MessageMiddleware):
    pass


class PolicyMiddleware(CSPMiddleware):
    """No call asks for a nonce or a policy of its own, so the header is the same for all."""

    def __call__(self, request: HttpRequest) -> Any:
        if not is_call(request):
            return super().__call__(request)
        response: Any = self.get_response(request)
        response.headers.setdefault(HEADER, _policy())
        return response


class PathMiddleware(CommonMiddleware):
    """No address of the APIs is looked up with a slash behind it: `AcceptTrailingSlashMiddleware` took that away."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return not request.path_info.startswith(PREFIXES) and super().should_redirect_with_slash(request)


@cache
def _policy() -> str:
    return build_policy()
