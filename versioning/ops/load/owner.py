"""Who a request is for, as far as it can be told without a query: whoever shows the same credential."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import UnreadablePostError

from versioning.ops.load.admission import ADMISSION
from versioning.ops.load.costly import owner
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.ops.outages import CROWDED
from versioning.ops.proxies import address_group
from versioning.ops.views import unavailable

CHUNK_BYTES = 65_536

Handler = Callable[[HttpRequest], HttpResponseBase]


class OwnerMiddleware:
    """Note the owner of the request, for the share of each in what is costly, and in the threads of this process.

    It comes before all that computes, and before the body is read.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        clients = _clients(request)
        # The views name the person once they know who it is: the same person can show many credentials.
        reset = owner.set(clients[0])
        try:
            with ADMISSION.request(clients) as is_admitted:
                if not is_admitted:
                    return _refuse(request)
                with LONG_TEXTS.request():
                    return self.get_response(request)
        finally:
            owner.reset(reset)


def _refuse(request: HttpRequest) -> HttpResponseBase:
    """Read the body, without keeping it: a client that cannot send it to the end may not see the response."""
    unread = settings.MAX_REQUEST_BYTES
    try:
        while unread > 0 and (chunk := request.read(CHUNK_BYTES)):
            unread -= len(chunk)
    except UnreadablePostError:
        pass
    return unavailable(request, CROWDED)


def _clients(request: HttpRequest) -> list[str]:
    """Return each credential that the request shows, or its address if it shows none."""
    shown = (
        request.META.get("HTTP_AUTHORIZATION"),
        request.META.get("HTTP_X_API_KEY"),
        request.COOKIES.get(settings.SESSION_COOKIE_NAME),
    )
    # A token counts as the same one with any scheme and any number of spaces before it.
    named = [words[-1] for each in shown if each and (words := each.split())]
    return list(dict.fromkeys(named)) or [address_group(request.META.get("REMOTE_ADDR", ""))]
