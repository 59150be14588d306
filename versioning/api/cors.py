"""CORS for the origins in CORS_ALLOWED_ORIGINS and the origins of registered public applications."""

from collections.abc import Awaitable
from typing import cast
from urllib.parse import SplitResult

from corsheaders.middleware import CorsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from versioning.models import Application

CACHE_KEY = "cors:origins"
# Short, because a registration should work soon. It saves a query for each call of a browser.
CACHE_SECONDS = 60


class ApplicationCorsMiddleware(CorsMiddleware):
    """Allow pages of known origins to call, without cookies: they can do only what their own token allows.

    A new or retired application takes effect within a minute. The tokens of a retired application end at once.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Add the headers of CORS. A request without Origin gets only `Vary`, because no browser sent it."""
        if self.async_mode or "HTTP_ORIGIN" in request.META or request.method == "OPTIONS":
            return super().__call__(request)
        response = cast(HttpResponseBase, self.get_response(request))
        # Without Vary, a cache could give the answer without CORS headers to a browser.
        if self.is_enabled(request):
            patch_vary_headers(response, ("origin",))
        return response

    # The setting comes first, because it needs no cache.
    def origin_found_in_white_lists(self, origin: str, url: SplitResult) -> bool:
        return super().origin_found_in_white_lists(origin, url) or origin in _origins_of_applications()


def _origins_of_applications() -> set[str]:
    return cache.get_or_set(CACHE_KEY, Application.objects.origins_of_browsers, CACHE_SECONDS) or set()
