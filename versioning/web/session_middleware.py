"""Tell the session where the request comes from, and note that it was used."""

from contextlib import suppress

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase


class BrowserSessionMiddleware(SessionMiddleware):
    """Django's middleware of sessions, for lists of one's own sessions and the limit to idle ones."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.seen_from(
            address=str(request.META.get("REMOTE_ADDR", "")), browser=str(request.META.get("HTTP_USER_AGENT", ""))
        )

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)  # type: ignore[arg-type]
        # A database that takes no changes must not fail a page that was read.
        with suppress(DatabaseError):
            request.session.record_use()
        return answer
