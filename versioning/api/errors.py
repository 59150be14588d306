"""Turn exceptions into problem documents (RFC 9457) that also have the four members of Orbiq's errors.

Document360's contract has other members. `v3/errors.py` writes the same errors with them.
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
    FileInUse,
    InvalidValue,
    MergeConflict,
    VersioningError,
)
from versioning.ops.outages import Outage, outage_of

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
# Refusals whose data is part of the contract, as the member `conflict`.
CONFLICTS = (DraftChanged, DocumentChanged, DraftOutdated, MergeConflict, FileInUse)
# Orbiq's page fixes these sentences.
FIXED_MESSAGES = {
    401: "Authentication required.",
    404: "The requested resource was not found.",
    500: "Unexpected server error.",
}
# Orbiq's codes. Other problems have the name of their page, with underscores.
CODES = {401: "unauthorized", 403: "not_authorized", 404: "not_found", 500: "internal_error"}


class LengthRequired(drf.APIException):
    """The body is sent in chunks, so that its size is unknown."""

    status_code = 411
    default_detail = "The request body has no Content-Length. Send one."
    default_code = "length_required"


class ContentTooLarge(drf.APIException):
    """The body has more bytes than MAX_REQUEST_BYTES."""

    status_code = 413
    default_code = "content_too_large"


class Outaged(drf.APIException):
    """A dependency failed: 503 or 507, with Retry-After."""

    def __init__(self, outage: Outage) -> None:
        super().__init__(outage.message)
        self.status_code = outage.status
        self.wait = outage.retry_seconds


class KeyReused(drf.APIException):
    """The same Idempotency-Key came with another request before."""

    status_code = 422
    default_detail = "This Idempotency-Key was used with another request. Use a new key."
    default_code = "idempotency_key_reused"


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    """Return the answer to an exception in /api/v1. REST framework calls this handler. Never raises."""
    request: Request = context["request"]
    error = foreseen(exc, request=request)
    if isinstance(error, VersioningError):
        return _domain_response(error, request=request)
    if isinstance(error, drf.APIException):
        return _http_response(error, request=request)
    return problem_response(problems.INTERNAL, request=request, message=FIXED_MESSAGES[500])


def foreseen(exc: Exception, *, request: Request) -> VersioningError | drf.APIException | None:
    """Return the exception as an error that a contract knows. Return None, and log it, if it is a fault of ours.

    Rolls back the changes of the request in the database.
    """
    set_rollback()
    if isinstance(exc, VersioningError | drf.APIException):
        return exc
    # Django raises these two itself, for example for a path converter.
    if isinstance(exc, Http404):
        return drf.NotFound()
    if isinstance(exc, PermissionDenied):
        return drf.PermissionDenied()
    # Before the log of a fault: a full disk or a lost database is nothing that a developer can fix.
    outage = outage_of(exc)
    if outage is not None:
        logger.error("%s %r failed: %s", request.method, request.path, exc)
        return Outaged(outage)
    # The message of the exception belongs in the line itself: it names a damaged text, for example.
    logger.error("%s %r failed: %s", request.method, request.path, exc, exc_info=exc)
    # REST framework answers the exception itself, so that Django would never see it.
    got_request_exception.send(sender=foreseen, request=request)
    return None


def headers_of(error: drf.APIException) -> dict[str, str]:
    """Return WWW-Authenticate for a 401 (RFC 6750 section 3) and Retry-After in seconds (RFC 9110 section 10.2.3)."""
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
    """Return the problem document. `message` is for people, `code` is for programs, and `errors` names fields."""
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
    # Same shape as an error of a serializer, so that clients need one case only.
    if isinstance(error, InvalidValue) and errors is not None:
        code, message = "validation_failed", _summary(errors)
    return problem_response(problem, request=request, message=message, code=code, errors=errors, **extensions)


def _http_response(error: drf.APIException, *, request: Request) -> Response:
    # A body that cannot be parsed has no fields to name.
    if isinstance(error, drf.ParseError):
        return problem_response(
            problems.BAD_REQUEST, request=request, message=str(error.detail), code="validation_failed"
        )
    # A status without a page is a fault of ours.
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
    """Return REST framework's nested error details as a flat list of {field, code, message}.

    The `field` joins member names and indexes with dots, such as `articles.0.title`.
    """
    if isinstance(detail, dict):
        return [
            error
            for name, below in detail.items()
            for error in flatten(below, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
        ]
    if isinstance(detail, list):
        paths = [
            f"{path}.{index}".lstrip(".") if isinstance(below, dict) else path for index, below in enumerate(detail)
        ]
        return [error for item, below in zip(paths, detail, strict=True) for error in flatten(below, item)]
    return [{"field": path or None, "code": getattr(detail, "code", "invalid"), "message": str(detail)}]


def _summary(errors: list[dict[str, Any]]) -> str:
    """Return one sentence that names the field, for clients that show nothing else."""
    # The first one is enough. `errors` has all of them.
    first = errors[0] if errors else {"field": None, "message": "The request is not valid."}
    field, message = first["field"], str(first["message"])
    return message if field is None or message.startswith(field) else f"{field}: {message}"
