"""Where an exception becomes an answer: RFC 9457, with the four members of Orbiq's errors beside it.

Document360's contract has other members: `v3/errors.py` tells the same errors in them.
"""

import logging
import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest
from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from versioning.api import problems
from versioning.api.problems import Problem
from versioning.api.request_id import current_request_id
from versioning.exceptions import (
    DocumentChanged,
    DraftChanged,
    DraftOutdated,
    InvalidValue,
    MergeConflict,
    VersioningError,
)
from versioning.ops.outages import Outage, outage_of

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
CONFLICTS = (DraftChanged, DocumentChanged, DraftOutdated, MergeConflict)
FIXED_MESSAGES = {
    401: "Authentication required.",
    404: "The requested resource was not found.",
    500: "Unexpected server error.",
}
CODES = {401: "unauthorized", 403: "not_authorized", 404: "not_found", 500: "internal_error"}


class LengthRequired(drf.APIException):
    status_code = 411
    default_detail = "A request body needs a Content-Length."
    default_code = "length_required"


class ContentTooLarge(drf.APIException):
    status_code = 413
    default_code = "content_too_large"


class Outaged(drf.APIException):
    """A dependency is ill: 503 or 507, with Retry-After."""

    def __init__(self, outage: Outage) -> None:
        super().__init__(outage.message)
        self.status_code = outage.status
        self.wait = outage.retry_seconds


class KeyReused(drf.APIException):
    status_code = 422
    default_detail = "This Idempotency-Key was used with another request."
    default_code = "idempotency_key_reused"


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler for the own API. Never raises."""
    request: Request = context["request"]
    error = foreseen(exc, request=request)
    if isinstance(error, VersioningError):
        return _domain_response(error, request=request)
    if isinstance(error, drf.APIException):
        return _http_response(error, request=request)
    return problem_response(problems.INTERNAL, request=request, message=FIXED_MESSAGES[500])


def foreseen(exc: Exception, *, request: Request) -> VersioningError | drf.APIException | None:
    """What the error is to a contract; None, and a line in the log, for one that nobody foresaw: that is a 500.

    What the request did to the database is undone.
    """
    set_rollback()
    if isinstance(exc, VersioningError | drf.APIException):
        return exc
    if isinstance(exc, Http404):
        return drf.NotFound()
    if isinstance(exc, PermissionDenied):
        return drf.PermissionDenied()
    outage = outage_of(exc)
    if outage is not None:
        logger.error("%s %r failed: %s", request.method, request.path, exc)
        return Outaged(outage)
    # What failed stands in the line itself: a damaged text, for one, is named there.
    logger.error("%s %r failed: %s", request.method, request.path, exc, exc_info=exc)
    got_request_exception.send(sender=foreseen, request=request)
    return None


def headers_of(error: drf.APIException) -> dict[str, str]:
    """WWW-Authenticate (RFC 6750 section 3) of a 401, Retry-After in seconds (RFC 9110) of a 429."""
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    wait: float | None = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def problem_response(
    problem: Problem,
    *,
    request: Request | HttpRequest,
    message: str,
    code: str = "",
    errors: list[dict[str, Any]] | None = None,
    **extensions: Any,
) -> Response:
    """The problem document. `message` is for people, `code` for programs, `errors` names fields."""
    page = request.build_absolute_uri(f"/docs/errors/{problem.name}")
    body = {
        "type": page,
        "title": problem.title,
        "status": problem.status,
        "detail": message,
        "instance": request.path,
        "code": code or CODES.get(problem.status, problem.name.replace("-", "_")),
        "message": message,
        "doc_url": page,
        "request_id": current_request_id(),
        "errors": errors,
        **extensions,
    }
    return Response(body, status=problem.status, content_type=CONTENT_TYPE)


def _domain_response(error: VersioningError, *, request: Request) -> Response:
    problem = problems.problem_of(error)
    extensions = {"conflict": error.data} if isinstance(error, CONFLICTS) else {}
    errors = None
    if "field" in error.data:
        errors = [{"field": error.data["field"], "code": error.code, "message": error.message}]
    code, message = error.code, error.message
    if isinstance(error, InvalidValue) and errors is not None:
        code, message = "validation_failed", _summary(errors)
    return problem_response(problem, request=request, message=message, code=code, errors=errors, **extensions)


def _http_response(error: drf.APIException, *, request: Request) -> Response:
    if isinstance(error, drf.ParseError):
        return problem_response(
            problems.BAD_REQUEST, request=request, message=str(error.detail), code="validation_failed"
        )
    problem = problems.HTTP_PROBLEMS.get(error.status_code, problems.INTERNAL)
    if isinstance(error, drf.ValidationError):
        errors = flatten(error.detail)
        return problem_response(
            problem, request=request, message=_summary(errors), code="validation_failed", errors=errors
        )
    message = FIXED_MESSAGES.get(problem.status, str(error.detail))
    response = problem_response(problem, request=request, message=message)
    for name, value in headers_of(error).items():
        response[name] = value
    return response


def flatten(detail: Any, path: str = "") -> "list[dict[str, Any]]":
    """DRF's nested error details as a flat list of {field, code, message}; a field's path has dots and places."""
    if isinstance(detail, dict):
        return [
            error
            for name, below in detail.items()
            for error in flatten(below, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
        ]
    if isinstance(detail, list):
        places = [
            f"{path}.{place}".lstrip(".") if isinstance(below, dict) else path for place, below in enumerate(detail)
        ]
        return [error for place, below in zip(places, detail, strict=True) for error in flatten(below, place)]
    return [{"field": path or None, "code": getattr(detail, "code", "invalid"), "message": str(detail)}]


def _summary(errors: list[dict[str, Any]]) -> str:
    """One sentence that names the field, for clients that show nothing else."""
    first = errors[0] if errors else {"field": None, "message": "The request is not valid."}
    field, message = first["field"], str(first["message"])
    return message if field is None or message.startswith(field) else f"{field}: {message}"
