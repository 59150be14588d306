"""API paths have no trailing slash, and one is accepted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PREFIXES = ("/api/", "/v3/")


class AcceptTrailingSlashMiddleware:
    """Resolves `/api/…/` as `/api/…`, without a redirect, which would lose the body of a POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIXES) and request.path_info.endswith("/"):
            request.path_info = request.path_info[:-1]
        return self.get_response(request)
