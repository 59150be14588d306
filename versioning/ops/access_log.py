"""One line for each request: who asked for what, what came of it, and how long it took."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

logger = logging.getLogger("versioning.access")

Handler = Callable[[HttpRequest], HttpResponseBase]


class AccessLogMiddleware:
    """Log requests if ACCESS_LOG is set, with the route in place of the address.

    Addresses hold titles and identifiers of documents, and query strings what people search for.
    """

    def __init__(self, get_response: Handler) -> None:
        if not settings.ACCESS_LOG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response = self.get_response(request)
        fields = {
            "method": request.method,
            "route": _route(request),
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - began) * 1000, 1),
            "actor": _known_actor(request),
            "address": request.META.get("REMOTE_ADDR"),
        }
        line = "%(method)s %(route)s %(status)s %(milliseconds)s ms, actor %(actor)s, from %(address)s"
        logger.info(line, fields, extra=fields)
        return response


def _route(request: HttpRequest) -> str:
    """Return the template of the address, such as /api/v1/documents/<id>, or - if no page has it."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "-"


def _known_actor(request: HttpRequest) -> str:
    """Return the key of the account, or - if nobody asked for it: the log itself asks the database nothing."""
    user = request.__dict__.get("_cached_user") or request.__dict__.get("user")
    if user is None or (isinstance(user, SimpleLazyObject) and user.__dict__.get("_wrapped") is empty):
        return "-"
    return str(user.pk or "-")
