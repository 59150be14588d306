"""`{"success": true, "data": {…}}`, as an answer and in the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from versioning.api.pagination import Page
from versioning.api.v1.fields import PaginationSerializer


def success(data: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response({"success": True, "data": data}, status=status, headers=headers)


def success_page(name: str, rows: Any, *, page: Page[Any]) -> Response:
    return Response({"success": True, "data": {name: rows}, "pagination": page.summary})


def enveloped(component: str, **members: Any) -> Any:
    """The schema of `success`: `component` names it, `members` are those of `data`."""
    data = inline_serializer(f"{component}Data", members)
    return inline_serializer(component, {"success": serializers.BooleanField(), "data": data})


def enveloped_page(component: str, **members: Any) -> Any:
    data = inline_serializer(f"{component}Data", members)
    fields = {"success": serializers.BooleanField(), "data": data, "pagination": PaginationSerializer()}
    page = inline_serializer(component, fields)
    # Said outright: what a list answers with is otherwise described as an array of this.
    extend_schema_serializer(many=False)(type(page))
    return page
