"""Give the session the address and browser of the request, and record its use."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from versioning.models.access.session_store import store_of


class BrowserSessionMiddleware(SessionMiddleware):
    """Django's middleware of sessions, for lists of one's own sessions and the limit to idle ones."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        address, browser = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", "")
        store_of(request).seen_from(address=str(address), browser=str(browser))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        store_of(request).record_use()
        return answer
