"""What pages of the desk call while they are open: JSON in, JSON out, with the session's cookie and its CSRF token."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from versioning.exceptions import VersioningError
from versioning.statuses import statuses_of
from versioning.web.desk import DeskView


class BadCall(Exception):
    """The call itself is wrong, whoever makes it."""

    def __init__(self, message: str, *, status: int = 400, field: str = "") -> None:
        self.status = status
        self.answer = {"code": "bad_call", "message": message} | ({"field": field} if field else {})
        super().__init__(message)


class CallView(DeskView):
    """Refusals are JSON: `code`, `message` for people, and the `field` that is wrong, where one is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "signed_out", "message": "You are signed out."}, status=401)
        try:
            # Past the pages' way of telling refusals.
            return super(DeskView, self).dispatch(request, *args, **kwargs)
        except BadCall as fault:
            return JsonResponse(fault.answer, status=fault.status)
        except VersioningError as refusal:
            return self.refusal(refusal)

    def refusal(self, refusal: VersioningError) -> JsonResponse:
        status = statuses_of(type(refusal)).desk
        field = {"field": refusal.data["field"]} if "field" in refusal.data else {}
        return JsonResponse({"code": refusal.code, "message": refusal.message, **field}, status=status)

    def read_object(self) -> dict[str, Any]:
        """The JSON object that was sent. Raises BadCall."""
        raw = self.request.read(settings.MAX_REQUEST_BYTES + 1)
        if len(raw) > settings.MAX_REQUEST_BYTES:
            raise BadCall(f"The text has more than {settings.MAX_REQUEST_BYTES:,} bytes.", status=413)
        try:
            given = json.loads(raw.decode())
        except (ValueError, RecursionError) as error:
            raise BadCall("What was sent is not JSON.") from error
        if not isinstance(given, dict):
            raise BadCall("What was sent is not a JSON object.")
        return given


def text_of(given: dict[str, Any], *, field: str) -> str:
    """A member that is text, and can be stored. Raises BadCall."""
    value = given.get(field)
    if not isinstance(value, str):
        raise BadCall(f"{field} must be text.", status=422, field=field)
    if "\0" in value:
        raise BadCall(f"{field} has a NUL character, which cannot be stored.", status=422, field=field)
    return value
