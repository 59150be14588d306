"""Pages for a signed-in person are not kept by caches, not even by the browser's own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


class NoStoreMiddleware:
    """Add `Cache-Control: no-store` (RFC 9111 section 5.2.2.5) if the page was made for somebody.

    Otherwise the next person at a shared computer reads it with the Back button. Responses that choose their own
    caching keep it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Set by whatever asked for the user. Asking here would cost public pages a query.
        user = request.__dict__.get("_cached_user")
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response
