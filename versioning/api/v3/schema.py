"""How the OpenAPI document tells of v3: its envelope and its errors."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.drainage import isolate_view_method
from drf_spectacular.utils import extend_schema_serializer, inline_serializer
from rest_framework import serializers

from versioning.api.schema import StemmaSchema

View = TypeVar("View")
READ_ERRORS = ("401", "403", "404", "406", "422", "429", "500")
WRITE_ERRORS = (*READ_ERRORS, "400", "409", "411", "413", "415")


class ApiErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(min_length=1)
    message = serializers.CharField(min_length=1)
    field = serializers.CharField(allow_null=True)
    details = serializers.CharField(allow_null=True)


class ApiWarningSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(min_length=1)
    message = serializers.CharField(min_length=1)


class ProblemDetailsSerializer(serializers.Serializer[Any]):
    """RFC 7807, with Document360's extensions."""

    type = serializers.CharField(min_length=1)
    title = serializers.CharField(min_length=1)
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_null=True)
    instance = serializers.CharField(allow_null=True)
    trace_id = serializers.CharField(allow_null=True)
    errors = ApiErrorSerializer(many=True, allow_null=True)  # type: ignore[assignment]
    warnings = ApiWarningSerializer(many=True, allow_null=True)


class PaginationSerializer(serializers.Serializer[Any]):
    page = serializers.IntegerField(help_text="From 1; 0 where a cursor was given.")
    page_size = serializers.IntegerField()
    total_count = serializers.IntegerField(allow_null=True, help_text="With include_total_count=true only.")
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)


class V3Schema(StemmaSchema):
    problem = ProblemDetailsSerializer
    read_errors = READ_ERRORS
    write_errors = WRITE_ERRORS

    def get_tags(self) -> list[str]:
        parts = self.path.split("/")
        return [parts[4] if len(parts) > 4 else "projects"]


def documented(**operations: Callable[[Any], Any]) -> Callable[[type[View]], type[View]]:
    """Attach `extend_schema`s to methods that a view inherits; the class above keeps its own."""

    def decorate(view: type[View]) -> type[View]:
        for name, operation in operations.items():
            operation(isolate_view_method(view, name))  # type: ignore[no-untyped-call]
        return view

    return decorate


def _outcome() -> dict[str, Any]:
    return {
        "success": serializers.BooleanField(),
        "request_id": serializers.CharField(min_length=1),
        "errors": ApiErrorSerializer(many=True, allow_null=True),
        "warnings": ApiWarningSerializer(many=True, allow_null=True),
    }


def enveloped(component: str, data: Any) -> Any:
    """The schema of `envelope.success`."""
    return inline_serializer(component, {"data": data, **_outcome()})


def enveloped_page(component: str, data: Any) -> Any:
    """The schema of `envelope.success_page`; `data` says `many=True`."""
    page = inline_serializer(component, {"data": data, "pagination": PaginationSerializer(), **_outcome()})
    # Said outright: what a list answers with is otherwise described as an array of this.
    extend_schema_serializer(many=False)(type(page))
    return page


def bulk_outcome(component: str, data: Any) -> Any:
    """The schema of `envelope.results`; `data` says `many=True`."""
    answer = inline_serializer(component, {"data": data, **_outcome()})
    extend_schema_serializer(many=False)(type(answer))
    return answer


def outcome(component: str) -> Any:
    """The schema of `envelope.done`: no data."""
    return inline_serializer(component, _outcome())
