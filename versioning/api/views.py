"""The base classes of the views of both APIs."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from versioning.api.errors import ContentTooLarge, LengthRequired
from versioning.api.idempotency import answer_once, is_deadlock
from versioning.api.throttling import RateState, TokenRateThrottle
from versioning.models import Actor
from versioning.models.sql.prepared import Lookup
from versioning.ops.load.costly import owner

# What most HTTP libraries send. A missing header means the same (RFC 9110 section 12.5.1).
ANYTHING = "*/*"


class ApiViewSet(GenericViewSet[Any]):
    """Authenticate, limit the rate, check permissions and size, and apply Idempotency-Key, in this order."""

    throttle_classes = (TokenRateThrottle,)
    pagination_class = None
    # Statuses of refusals that only these operations have, for the OpenAPI document.
    more_errors: tuple[str, ...] = ()

    @property
    def largest_body(self) -> int:
        """How many bytes the body of this request may have."""
        return settings.MAX_REQUEST_BYTES

    @property
    def keeps_answers(self) -> bool:
        """Whether the answer is stored under the Idempotency-Key, in one transaction with the work."""
        return self.request.method == "POST"

    @property
    def allowed_methods(self) -> list[str]:
        return _allowed_methods(type(self), tuple(self.action_map))

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        wrapped = super().initialize_request(request, *args, **kwargs)
        # REST framework's request finds what it does not have itself by `__getattr__`, after two failures.
        wrapped.__dict__.update(META=request.META, method=request.method)
        return wrapped

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        # Do not raise yet: the request must be counted first.
        refusal = self._authentication_refusal(request)
        # Requests with a wrong token count too, by IP address: otherwise tokens could be guessed without limit.
        self.check_throttles(request)
        if refusal is not None:
            raise refusal
        owner.set(str(request.user.pk))
        self.check_permissions(request)
        _check_size(request, most=self.largest_body)
        # PUT and DELETE are idempotent (RFC 9110 section 9.2.2), and If-Match protects PATCH.
        if self.keeps_answers and hasattr(self, "post"):
            work: Callable[..., Response] = self.post  # type: ignore[has-type]
            self.post = lambda *args, **kwargs: answer_once(
                request, lambda: self._answer(work, request, *args[1:], **kwargs)
            )

    def options(self, *args: Any, **kwargs: Any) -> Response:
        """Answer without a body. Every answer lists the methods in `Allow` (RFC 9110 section 9.3.7)."""
        return Response(status=204)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """Choose the first renderer without parsing if Accept allows anything. REST framework would choose the same."""
        if request.META.get("HTTP_ACCEPT", ANYTHING) == ANYTHING:
            renderer = self.get_renderers()[0]
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    @property
    def actor(self) -> Actor:
        actor = self.request.auth
        assert isinstance(actor, Actor)  # noqa: S101  the permission class refuses everyone else
        return actor

    def first_lookup(self) -> Lookup[Any] | None:
        """Return what this call looks up first, for its token to be read by the same statement, or None."""
        return None

    def _authentication_refusal(self, request: Request) -> APIException | None:
        try:
            self.perform_authentication(request)
        except APIException as error:
            return error
        return None

    def _answer(self, work: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the answer, refusals included, so that it can be stored. Deadlocks are left to `answer_once`."""
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
        # Answers depend on the token. Published versions set a header of their own.
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        if answer.status_code >= 500:
            # By `errors.foreseen`, with the request's ID. Django would write a second line, without one.
            answer._has_been_logged = True  # type: ignore[attr-defined]
        return answer


@cache
def _allowed_methods(view: type[ApiViewSet], mapped: tuple[str, ...]) -> list[str]:
    """Return what `view` answers: the methods of the path, and those that it has itself."""
    return [method.upper() for method in view.http_method_names if method in mapped or hasattr(view, method)]


# The argument of `UnknownPathView.as_view`.
EVERY_METHOD: dict[str, Any] = dict.fromkeys(("get", "post", "put", "patch", "delete", "head", "options"), "refuse")


class UnknownPathView(ApiViewSet):
    """Answer unknown paths with a problem document, after authentication."""

    schema = None

    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound


def _check_size(request: Request, *, most: int) -> None:
    """Refuse a large body by its Content-Length, before reading it. Raises LengthRequired, ContentTooLarge."""
    # WSGI servers pass on a chunked body without a length, and Django would read it as empty.
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > most:
        raise ContentTooLarge(f"The body has {length} bytes. Send {most} bytes at most. Nothing was saved.")
