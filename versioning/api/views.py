"""What every view of both APIs does before and after its own work."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from versioning.api.errors import ContentTooLarge, LengthRequired
from versioning.api.idempotency import answer_once, is_deadlock
from versioning.api.throttling import RateState, TokenRateThrottle
from versioning.models import Actor

ANYTHING = "*/*"


class ApiViewSet(GenericViewSet[Any]):
    """Size, authentication, rate limit, idempotency, in this order; rate headers on every answer."""

    throttle_classes = (TokenRateThrottle,)
    pagination_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        refusal = self._authentication_refusal(request)
        # Refused ones count as well, by address: nobody may try out tokens without limit.
        self.check_throttles(request)
        if refusal is not None:
            raise refusal
        self.check_permissions(request)
        _check_size(request)
        if request.method == "POST" and hasattr(self, "post"):
            work: Callable[..., Response] = self.post  # type: ignore[has-type]
            self.post = lambda *args, **kwargs: answer_once(
                request, lambda: self._answer(work, request, *args[1:], **kwargs)
            )

    def options(self, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are, as the header `Allow` of every answer says (RFC 9110 section 9.3.7)."""
        return Response(status=204)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """Who does not say what it accepts gets the first renderer, as REST framework would find out."""
        if request.META.get("HTTP_ACCEPT", ANYTHING) == ANYTHING:
            renderer = self.get_renderers()[0]
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    @property
    def actor(self) -> Actor:
        actor = self.request.auth
        assert isinstance(actor, Actor)  # noqa: S101  the permission class lets nobody else in
        return actor

    def _authentication_refusal(self, request: Request) -> APIException | None:
        try:
            self.perform_authentication(request)
        except APIException as error:
            return error
        return None

    def _answer(self, work: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer, refusals included, so that it can be kept for a replay. A deadlock is `answer_once`'s to mend."""
        try:
            response: Response = work(request, *args, **kwargs)
        except Exception as error:
            if is_deadlock(error):
                raise
            response = self.handle_exception(error)
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        state: RateState | None = getattr(request._request, "rate_state", None)
        if state is not None:
            answer.headers["X-RateLimit-Limit"] = str(state.limit)
            answer.headers["X-RateLimit-Remaining"] = str(state.remaining)
            answer.headers["X-RateLimit-Reset"] = str(state.reset)
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer


# For `UnknownPathView.as_view`.
EVERY_METHOD: dict[str, Any] = dict.fromkeys(("get", "post", "put", "patch", "delete", "head", "options"), "refuse")


class UnknownPathView(ApiViewSet):
    """An address that is none of ours is told like all other errors."""

    schema = None

    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound


def _check_size(request: Request) -> None:
    """Refuse by the header alone what is too large, before a byte of it is read."""
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > settings.MAX_REQUEST_BYTES:
        raise ContentTooLarge(
            f"The request has {length} bytes; {settings.MAX_REQUEST_BYTES} are read at most. Nothing was stored."
        )
