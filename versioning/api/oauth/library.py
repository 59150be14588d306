"""The adapter between Django's requests and the OAuth library."""

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore


class RequestReader(OAuthLibCore):
    """Read requests for the OAuth library."""

    def _get_escaped_full_path(self, request: HttpRequest) -> str:
        """Return the URL, encoded again from what Django parsed. The library fails on malformed escapes."""
        query = request.GET.urlencode()
        return f"{request.path}?{query}" if query else request.path
