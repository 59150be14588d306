"""Fields and serializers that many serializers share."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator


class SecondsField(serializers.DateTimeField):
    """A moment as RFC 3339 in UTC with whole seconds and `Z`, as on Orbiq's page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%SZ", **kwargs)


class TextField(serializers.CharField):
    """A text of any length that keeps its white space.

    `StrictJSONParser` refuses lone surrogates. REST framework would check each character again, which takes longer than
    saving the text.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitSurrogateCharactersValidator)]


# A JSON number is a version's number, and a string is its id.
@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "format": "uuid"}]})
class VersionKeyField(serializers.Field[UUID | int, Any, Any, Any]):
    """A version's number or id."""

    default_error_messages: ClassVar = {"invalid": "Send a version's number or ID."}

    def to_internal_value(self, data: Any) -> UUID | int:
        if isinstance(data, int) and not isinstance(data, bool):
            return data
        try:
            return UUID(data)
        except (AttributeError, TypeError, ValueError):
            self.fail("invalid")


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(source="display_name")


class PaginationSerializer(serializers.Serializer[Any]):
    page_size = serializers.IntegerField()
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)
