"""The envelope of every successful answer of v3."""

from typing import Any

from rest_framework.response import Response

from versioning.api.api_response import ApiResponse
from versioning.api.request_id import current_request_id
from versioning.api.v3.pagination import Page


def success(data: Any, *, status: int = 200, location: str | None = None) -> Response:
    """Return an answer with data. `location` is the URL of a created object."""
    headers = {} if location is None else {"Location": location}
    return ApiResponse({"data": data, **_outcome()}, status=status, headers=headers)


def success_page(rows: list[dict[str, Any]], *, page: Page[Any]) -> Response:
    """Return one page of a list."""
    return ApiResponse({"data": rows, "pagination": page.summary, **_outcome()})


def listed(rows: list[Any]) -> Response:
    """Return a list that has no pages."""
    return ApiResponse({"data": rows, **_outcome()})


def done(*, status: int = 200, location: str | None = None) -> Response:
    """Return an answer without data. `location` is the URL of a created object."""
    headers = {} if location is None else {"Location": location}
    return ApiResponse(_outcome(), status=status, headers=headers)


def results(rows: list[dict[str, Any]], *, status: int = 200) -> Response:
    """Return the results of a bulk operation. `success` is true if all items succeeded."""
    return ApiResponse({"data": rows, **_outcome(), "success": all(row["success"] for row in rows)}, status=status)


def _outcome() -> dict[str, Any]:
    return {"success": True, "request_id": current_request_id(), "errors": None, "warnings": None}
