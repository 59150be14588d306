"""Which origins' pages may call from a browser: those of the setting, and those of registered public applications."""

from urllib.parse import SplitResult

from corsheaders.middleware import CorsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from versioning.models import Application

CACHE_KEY = "cors:origins"
CACHE_SECONDS = 60


class ApplicationCorsMiddleware(CorsMiddleware):
    """Never with cookies, so an origin that is let in can do no more than what its own token allows.

    A newly registered application is let in within a minute; so is a retired one kept out, whose tokens end at once.
    """

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Whoever names no origin is no browser, and is told only that the answer depends on it."""
        if "HTTP_ORIGIN" in request.META:
            return super().add_response_headers(request, response)
        if self.is_enabled(request):
            patch_vary_headers(response, ("origin",))
        return response

    def origin_found_in_white_lists(self, origin: str, url: SplitResult) -> bool:
        return super().origin_found_in_white_lists(origin, url) or origin in _origins_of_applications()


def _origins_of_applications() -> set[str]:
    return cache.get_or_set(CACHE_KEY, Application.objects.origins_of_browsers, CACHE_SECONDS) or set()
