"""Compress pages. Files have their own formats, and calls of the API are left to the proxy."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

HTML = "text/html"


class CompressionMiddleware(GZipMiddleware):
    """Compress HTML for browsers that accept gzip.

    Compression shows in the size of a page what its secrets and the words of its address have in common (BREACH).
    Django masks the CSRF token anew for each page, and lengthens what it compresses by 0 to 100 bytes at random.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith(HTML)
        return super().process_response(request, response) if is_page else response
