"""How the OAuth library reads requests of ours."""

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore


class RequestReader(OAuthLibCore):
    def _get_escaped_full_path(self, request: HttpRequest) -> str:
        """The address as Django understood it, written anew: the library fails on escapes that are none."""
        query = request.GET.urlencode()
        return f"{request.path}?{query}" if query else request.path
