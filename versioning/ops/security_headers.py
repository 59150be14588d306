"""Headers that tell browsers to be careful, on every response."""

from django.http import HttpRequest
from django.middleware.security import SecurityMiddleware


class SecurityHeadersMiddleware(SecurityMiddleware):
    """Add what Django's middleware adds, also to responses that come before it: probes, metrics and refusals."""

    def process_request(self, request: HttpRequest) -> None:
        """Redirect nobody. Django's own middleware does that behind the probes, which ask over plain HTTP."""
