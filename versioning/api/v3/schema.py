"""The parts of the OpenAPI document of v3 that all operations share: the envelope and the errors."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer, inline_serializer
from rest_framework import serializers

from versioning.api.schema import ERRORS, StemmaSchema

READ_ERRORS = ("401", "403", "404", "406", "422", "429", "500", "503")
WRITE_ERRORS = (*READ_ERRORS, "400", "409", "411", "413", "415", "507")


class ApiErrorSerializer(serializers.Serializer[Any]):
    """One reason for the refusal. `field` is null if no single field is wrong."""

    code = serializers.CharField(min_length=1)
    message = serializers.CharField(min_length=1)
    field = serializers.CharField(allow_null=True)
    details = serializers.CharField(allow_null=True)


class ApiWarningSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(min_length=1)
    message = serializers.CharField(min_length=1)


class ProblemDetailsSerializer(serializers.Serializer[Any]):
    """A problem document of RFC 7807, with Document360's extensions."""

    type = serializers.CharField(min_length=1)
    title = serializers.CharField(min_length=1)
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_null=True)
    instance = serializers.CharField(allow_null=True)
    trace_id = serializers.CharField(allow_null=True)
    errors = ApiErrorSerializer(many=True, allow_null=True)  # type: ignore[assignment]
    warnings = ApiWarningSerializer(many=True, allow_null=True)


class PaginationSerializer(serializers.Serializer[Any]):
    page = serializers.IntegerField(help_text="The number of the page, from 1. 0 if the request had a cursor.")
    page_size = serializers.IntegerField()
    total_count = serializers.IntegerField(
        allow_null=True, help_text="The number of all items, with include_total_count=true only."
    )
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)


class V3Schema(StemmaSchema):
    """Describe an operation of v3."""

    problem = ProblemDetailsSerializer
    read_errors = READ_ERRORS
    write_errors = WRITE_ERRORS
    errors = {  # noqa: RUF012
        **ERRORS,
        "400": ("BadRequest", "The request could not be understood, or the version does not allow this operation."),
        "422": ("UnprocessableEntity", "One or more values are not valid. `errors` names the fields."),
    }

    def get_tags(self) -> list[str]:
        parts = self.path.split("/")
        return [parts[4] if len(parts) > 4 else "projects"]


def _outcome() -> dict[str, Any]:
    return {
        "success": serializers.BooleanField(),
        "request_id": serializers.CharField(min_length=1),
        "errors": ApiErrorSerializer(many=True, allow_null=True),
        "warnings": ApiWarningSerializer(many=True, allow_null=True),
    }


def enveloped(component: str, data: Any) -> Any:
    """Return the schema of `envelope.success`. `component` names it."""
    return inline_serializer(component, {"data": data, **_outcome()})


def enveloped_page(component: str, data: Any) -> Any:
    """Return the schema of `envelope.success_page`. `data` has `many=True`."""
    page = inline_serializer(component, {"data": data, "pagination": PaginationSerializer(), **_outcome()})
    # Without this, drf-spectacular would describe the answer of a list as an array of envelopes.
    extend_schema_serializer(many=False)(type(page))
    return page


def bulk_outcome(component: str, data: Any) -> Any:
    """Return the schema of `envelope.results`. `data` has `many=True`."""
    answer = inline_serializer(component, {"data": data, **_outcome()})
    extend_schema_serializer(many=False)(type(answer))
    return answer


# The schema of `envelope.done`, which has no data.
DONE = inline_serializer("Done", _outcome())
