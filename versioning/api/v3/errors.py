"""Errors as Document360's pages have them: exactly eight members, and fixed sentences where the pages fix them."""

from typing import Any

from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response

from versioning import exceptions
from versioning.api.errors import CONTENT_TYPE, flatten, foreseen, headers_of
from versioning.api.problems import V3_PROBLEMS, problem_of
from versioning.api.request_id import current_request_id
from versioning.exceptions import VersioningError

DETAILS = {
    400: "The request could not be understood or cannot be carried out.",
    401: "The authentication token is missing or has expired.",
    403: "You do not have permission to perform this operation.",
    404: "The requested resource does not exist or has been deleted.",
    405: "This address does not take the method.",
    406: "The answer is JSON only.",
    409: "The resource is in a state that conflicts with this operation.",
    411: "A request body needs a Content-Length.",
    413: "The request body is too large.",
    415: "The request body must be JSON.",
    422: "One or more values of the request are not valid.",
    429: "Rate limit exceeded. Retry after the duration specified in the Retry-After header.",
    500: "An unexpected error occurred. Please try again or contact support.",
    503: "The service is not available right now. Retry after the duration specified in the Retry-After header.",
    507: "The server has no room left to store the change.",
}
CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "RESOURCE_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    411: "LENGTH_REQUIRED",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
    507: "INSUFFICIENT_STORAGE",
}
MESSAGES = {
    401: "Bearer token is missing or invalid.",
    404: "The requested resource was not found.",
    429: DETAILS[429],
    500: "An unexpected error occurred.",
}
# Where this contract has another status than our own for the same refusal.
STATUSES: dict[type[VersioningError], int] = {
    exceptions.InvalidValue: 422,
    exceptions.AlreadyExists: 422,
    exceptions.VersionFrozen: 422,
    exceptions.StatusReadOnly: 422,
    exceptions.IllegalMove: 422,
    exceptions.NotADraft: 400,
    exceptions.NotPublished: 400,
    exceptions.NothingToFork: 409,
    exceptions.BranchClosed: 409,
    exceptions.DraftChanged: 409,
    exceptions.DocumentChanged: 409,
}


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler for v3. Never raises."""
    request: Request = context["request"]
    error = foreseen(exc, request=request)
    if error is None:
        return problem_response(500, request=request, errors=[api_error(500)])
    status = status_of(error)
    errors = errors_of(error, status=status)
    names: dict[str, str] = getattr(context.get("view"), "field_names", {})
    for told in errors:
        told["field"] = names.get(told["field"], told["field"])
    response = problem_response(status, request=request, errors=errors)
    if isinstance(error, drf.APIException):
        for name, value in headers_of(error).items():
            response[name] = value
    return response


def status_of(error: VersioningError | drf.APIException) -> int:
    if isinstance(error, VersioningError):
        known = next((STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES), None)
        return known or problem_of(error).status
    if isinstance(error, drf.ValidationError):
        return 422
    return error.status_code if error.status_code in V3_PROBLEMS else 500


def errors_of(error: VersioningError | drf.APIException, *, status: int) -> list[dict[str, Any]]:
    """The member `errors`: one entry a field that is wrong, else one in all."""
    if isinstance(error, VersioningError):
        return [api_error(status, message=error.message, field=error.data.get("field"))]
    if isinstance(error, drf.ValidationError):
        return [api_error(status, message=found["message"], field=found["field"]) for found in flatten(error.detail)]
    return [api_error(status, message=str(error.detail))]


def api_error(status: int, *, message: str = "", field: str | None = None) -> dict[str, Any]:
    said = MESSAGES.get(status) or message
    return {"code": CODES[status], "message": said, "field": field, "details": None}


def problem_response(status: int, *, request: Request, errors: list[dict[str, Any]]) -> Response:
    """The problem document (RFC 7807, with the extensions of the pages)."""
    problem = V3_PROBLEMS[status]
    body = {
        "type": request.build_absolute_uri(f"/docs/errors/{problem.name}"),
        "title": problem.title,
        "status": status,
        "detail": DETAILS[status],
        "instance": request.path,
        "trace_id": current_request_id(),
        "errors": errors,
        "warnings": None,
    }
    return Response(body, status=status, content_type=CONTENT_TYPE)
