"""Views that the desk's scripts call: JSON in, JSON out, with the session's cookie and its CSRF token."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from versioning.exceptions import VersioningError
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.statuses import statuses_of
from versioning.text.long_json import LONG_BYTES, TooManyValues, parse_long_json
from versioning.text.storable import unstorable_in
from versioning.web.desk import TOO_MANY, DeskView, admit


class BadCall(Exception):
    """The request is malformed, or comes too soon. `status` is the HTTP status of the answer.

    `retry_after` are the seconds after which the same request may succeed.
    """

    def __init__(self, message: str, *, status: int = 400, field: str = "", retry_after: int = 0) -> None:
        self.status = status
        self.headers = {"Retry-After": str(retry_after)} if retry_after else {}
        self.answer = {"code": "bad_call", "message": message} | ({"field": field} if field else {})
        super().__init__(message)


class JsonView(DeskView):
    """Answer refusals in JSON: `code`, `message` for people, and `field` if one field is wrong."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "signed_out", "message": "You are signed out."}, status=401)
        wait = admit(request)
        if wait:
            headers = {"Retry-After": str(wait)}
            return JsonResponse({"code": "too_many_requests", "message": TOO_MANY}, status=429, headers=headers)
        try:
            # Skip DeskView.dispatch: it answers refusals with HTML pages and redirects.
            return super(DeskView, self).dispatch(request, *args, **kwargs)
        except BadCall as fault:
            return JsonResponse(fault.answer, status=fault.status, headers=fault.headers)
        except VersioningError as refusal:
            return self.refusal(refusal)

    def refusal(self, refusal: VersioningError) -> JsonResponse:
        """Return the answer to a refusal. Subclasses add members to it."""
        status = statuses_of(type(refusal)).desk
        field = {"field": refusal.data["field"]} if "field" in refusal.data else {}
        return JsonResponse({"code": refusal.code, "message": refusal.message, **field}, status=status)

    def read_object(self) -> dict[str, Any]:
        """Return the JSON object of the request's body. Raises BadCall."""
        # One byte more than allowed, so that a body that is too large is seen without reading all of it.
        raw = self.request.read(settings.MAX_REQUEST_BYTES + 1)
        if len(raw) > settings.MAX_REQUEST_BYTES:
            raise BadCall(f"The text is larger than {settings.MAX_REQUEST_BYTES:,} bytes.", status=413)
        LONG_TEXTS.enter(len(raw))
        try:
            values = json.loads(raw.decode()) if len(raw) <= LONG_BYTES else parse_long_json(raw)
        except TooManyValues as error:
            raise BadCall("The request has too many values besides its text.", status=413) from error
        # Deeply nested lists exhaust the parser's stack.
        except (ValueError, RecursionError) as error:
            raise BadCall("The request body is not valid JSON.") from error
        if not isinstance(values, dict):
            raise BadCall("The request body is not a JSON object.")
        return values


def text_member(values: dict[str, Any], *, field: str) -> str:
    """Return a member that is text that can be stored. Raises BadCall."""
    value = values.get(field)
    if not isinstance(value, str):
        raise BadCall(f"{field} must be text.", status=422, field=field)
    if fault := unstorable_in(value):
        raise BadCall(f"{field} must not contain {fault}.", status=422, field=field)
    return value
