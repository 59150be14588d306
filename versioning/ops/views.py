"""The page for an exception that nothing else answered: an outage is 503 or 507, all else is 500."""

import sys
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from versioning.ops.outages import UNAVAILABLE, Outage, outage_of

API_PREFIXES = ("/api/", "/v3/")


def load_pages() -> None:
    """Read the templates of these pages. A process that can open no more files needs them."""
    for page, context in (("500.html", {}), ("unavailable.html", {"outage": UNAVAILABLE})):
        # All templates of a page are read before it asks for a static file, which may not be collected.
        with suppress(ValueError):
            loader.render_to_string(page, context)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer Django's handler500. Templates get no request, so that they ask neither session nor database."""
    error = sys.exc_info()[1]
    outage = None if error is None else outage_of(error)
    if outage is None:
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    return unavailable(request, outage)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Answer without the view. The APIs answer in JSON, but not with their contract's own documents."""
    headers = {"Retry-After": str(outage.retry_seconds)}
    if request.path_info.startswith(API_PREFIXES):
        problem = {"type": "about:blank", "title": "Unavailable.", "status": outage.status, "detail": outage.message}
        return JsonResponse(problem, status=outage.status, headers=headers, content_type="application/problem+json")
    page = loader.render_to_string("unavailable.html", {"outage": outage})
    return HttpResponse(page, status=outage.status, headers=headers)
