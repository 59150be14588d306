"""Count and time every request, and answer `/metrics` to whoever may ask."""

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare
from prometheus_client import Counter, Histogram

from versioning.ops.metrics.exposition import CONTENT_TYPE, exposition
from versioning.ops.metrics.instruments import REQUESTS, SECONDS, THROTTLED
from versioning.ops.proxies import is_loopback

PATH = "/metrics"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Whoever sends one of these is a proxy, and asks for somebody else.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
# The first part of a path, and what a refused request counts as.
AREAS = {"api": "v1", "v3": "v3", "oauth": "oauth", "connect": "oauth"}

Handler = Callable[[HttpRequest], HttpResponseBase]


class MetricsMiddleware:
    """It comes before the address of the other end is replaced by that of the client behind a proxy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == PATH and (answer := _answer(request)) is not None:
            return answer
        began = time.perf_counter()
        response = self.get_response(request)
        _count(request, response, seconds=time.perf_counter() - began)
        return response


def _answer(request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer to a request for the metrics. None: there is no such page for this caller."""
    if not _may_ask(request):
        return _challenge() if settings.METRICS_TOKEN else None
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return HttpResponse(exposition(), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _may_ask(request: HttpRequest) -> bool:
    """Return whether the caller has the token, or is a process of this machine that asks for itself."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(name in request.META for name in FORWARDED)


def _challenge() -> HttpResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="metrics"', "Cache-Control": "no-store"}
    return HttpResponse("Send the header Authorization: Bearer METRICS_TOKEN.\n", status=401, headers=headers)


def _count(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    method = request.method if request.method in METHODS else "OTHER"
    route = _route(request)
    requests, durations = _series(method, route, response.status_code // 100)
    requests.inc()
    durations.observe(seconds)
    if response.status_code == 429:
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        THROTTLED.labels(AREAS.get(first, "desk")).inc()


@cache
def _series(method: str, route: str, hundreds: int) -> tuple[Counter, Histogram]:
    """Return what counts and times such requests. Looking up both by their labels takes longer than counting."""
    return REQUESTS.labels(method, route, f"{hundreds}xx"), SECONDS.labels(method, route)


def _route(request: HttpRequest) -> str:
    """Return the template of the address, such as /api/v1/documents/<id>: addresses themselves are without number."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
