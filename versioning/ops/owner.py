"""Who a request is for, as far as it can be told without a query: whoever shows the same credential."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from versioning.ops.costly import owner
from versioning.ops.long_texts import LONG_TEXTS

Handler = Callable[[HttpRequest], HttpResponseBase]


class OwnerMiddleware:
    """Note the owner of the request, for the share of each in what is costly."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        credential = (
            request.META.get("HTTP_AUTHORIZATION")
            or request.META.get("HTTP_X_API_KEY")
            or request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        )
        # The views name the person once they know who it is: the same person can show many credentials.
        reset = owner.set(credential or request.META.get("REMOTE_ADDR", ""))
        try:
            with LONG_TEXTS.request():
                return self.get_response(request)
        finally:
            owner.reset(reset)
