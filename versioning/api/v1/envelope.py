"""The envelope `{"success": true, "data": {…}}`, in answers and in the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from versioning.api.api_response import ApiResponse
from versioning.api.pagination import Page
from versioning.api.v1.fields import PaginationSerializer


def success(data: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return an answer with data."""
    return ApiResponse({"success": True, "data": data}, status=status, headers=headers)


def success_page(name: str, rows: Any, *, page: Page[Any]) -> Response:
    """Return one page of a list. `name` is the member with the rows."""
    return ApiResponse({"success": True, "data": {name: rows}, "pagination": page.summary})


def enveloped(component: str, **members: Any) -> Any:
    """Return the schema of `success`. `component` names it, and `members` are those of `data`."""
    # Generated clients need a name for the inner object too.
    data = inline_serializer(f"{component}Data", members)
    return inline_serializer(component, {"success": serializers.BooleanField(), "data": data})


def enveloped_page(component: str, **members: Any) -> Any:
    """Return the schema of `success_page`. `component` names it, and `members` are those of `data`."""
    data = inline_serializer(f"{component}Data", members)
    fields = {"success": serializers.BooleanField(), "data": data, "pagination": PaginationSerializer()}
    page = inline_serializer(component, fields)
    # Without this, drf-spectacular would describe the answer of a list as an array of envelopes.
    extend_schema_serializer(many=False)(type(page))
    return page
