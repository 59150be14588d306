"""Headers that tell browsers to be careful, on every response."""

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

# Only the two middleware set this one.
MARK = "Cross-Origin-Opener-Policy"


class SecurityHeadersMiddleware(SecurityMiddleware):
    """Add what Django's middleware adds, also to responses that come before it: probes, metrics and refusals."""

    def process_request(self, request: HttpRequest) -> None:
        """Redirect nobody. Django's own middleware does that behind the probes, which ask over plain HTTP."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        # Django's own middleware was here already.
        return response if MARK in response.headers else super().process_response(request, response)
