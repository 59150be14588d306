"""The documentation answers while the database does not: whoever is signed in is then shown it as a guest."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

PREFIX = "/docs/"

Handler = Callable[[HttpRequest], HttpResponseBase]


class DocumentationMiddleware:
    """Find out who reads a page of the documentation before the page asks, so that an outage can be passed over."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            _identify(request)
        return self.get_response(request)


def _identify(request: HttpRequest) -> None:
    try:
        # Reads the session and the account, each with a query.
        request.user.is_authenticated  # noqa: B018
    except DatabaseError:
        request.user = AnonymousUser()
        # The key is kept, or the response would take the cookie away and end the session.
        store = type(request.session)(request.session.session_key)
        store._session_cache = {}  # type: ignore[attr-defined]
        request.session = store
