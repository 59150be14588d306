"""Turn exceptions into the errors of Document360: eight members, with the sentences that its pages fix."""

from typing import Any

from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.errors import CONTENT_TYPE, flatten, foreseen, headers_of
from versioning.api.problems import V3_PROBLEMS
from versioning.api.request_id import current_request_id
from versioning.exceptions import VersioningError
from versioning.statuses import statuses_of

# The pages fix the sentences for 401, 404, 409, 429 and 500.
DETAILS = {
    400: "The request could not be understood or cannot be carried out.",
    401: "The authentication token is missing or has expired.",
    403: "You do not have permission to perform this operation.",
    404: "The requested resource does not exist or has been deleted.",
    405: "The resource does not support this method. Use one that the header Allow lists.",
    406: "The header Accept excludes JSON. Accept application/json.",
    409: "The resource is in a state that conflicts with this operation.",
    411: "The request body has no Content-Length. Send one.",
    413: "The request body is too large. Send a smaller one.",
    415: "The request body is not JSON. Send it with the Content-Type application/json.",
    422: "One or more values in the request are not valid. Correct the fields in errors.",
    429: "Rate limit exceeded. Retry after the duration specified in the Retry-After header.",
    500: "An unexpected error occurred. Please try again or contact support.",
    503: "The service is not available right now. Retry after the duration specified in the Retry-After header.",
    507: "The server's disk is full, so nothing was changed. Tell the administrator.",
}
# The pages fix the codes for 401, 404, 409, 429 and 500. The others follow their pattern.
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
# For these statuses, the pages have one message for all causes.
MESSAGES = {
    401: "Bearer token is missing or invalid.",
    404: "The requested resource was not found.",
    429: DETAILS[429],
    500: "An unexpected error occurred.",
}


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    """Return the answer to an exception in v3. REST framework calls this handler. Never raises."""
    request: Request = context["request"]
    error = foreseen(exc, request=request)
    if error is None:
        return problem_response(500, request=request, errors=[api_error(500)])
    status = status_of(error)
    errors = errors_of(error, status=status)
    # UnknownV3PathView has no fields.
    names: dict[str, str] = getattr(context.get("view"), "field_names", {})
    for entry in errors:
        entry["field"] = names.get(entry["field"], entry["field"])
    response = problem_response(status, request=request, errors=errors)
    if isinstance(error, drf.APIException):
        for name, value in headers_of(error).items():
            response[name] = value
    return response


def status_of(error: VersioningError | drf.APIException) -> int:
    """Return the status of an error in v3."""
    if isinstance(error, VersioningError):
        return statuses_of(type(error)).v3
    # Document360 answers 422, and keeps 400 for bodies that cannot be parsed.
    if isinstance(error, drf.ValidationError):
        return 422
    return error.status_code if error.status_code in V3_PROBLEMS else 500


def errors_of(error: VersioningError | drf.APIException, *, status: int) -> list[dict[str, Any]]:
    """Return the member `errors`: one entry for each wrong field, or a single entry."""
    if isinstance(error, VersioningError):
        return [api_error(status, message=error.message, field=error.data.get("field"))]
    if isinstance(error, drf.ValidationError):
        return [api_error(status, message=entry["message"], field=entry["field"]) for entry in flatten(error.detail)]
    return [api_error(status, message=str(error.detail))]


def api_error(status: int, *, message: str = "", field: str | None = None) -> dict[str, Any]:
    """Return one entry of `errors`. The pages fix the message of some statuses."""
    return {"code": CODES[status], "message": MESSAGES.get(status) or message, "field": field, "details": None}


def problem_response(status: int, *, request: Request, errors: list[dict[str, Any]]) -> Response:
    """Return the problem document (RFC 7807, with the extensions of the pages)."""
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
