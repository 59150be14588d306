"""Shapes that many serializers share."""

from typing import Any

from rest_framework import serializers


class SecondsField(serializers.DateTimeField):
    """RFC 3339 in UTC with whole seconds and `Z`, as Orbiq's page shows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%SZ", **kwargs)


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(source="display_name")


class PaginationSerializer(serializers.Serializer[Any]):
    page_size = serializers.IntegerField()
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)
