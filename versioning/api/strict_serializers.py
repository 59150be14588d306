"""Serializers that refuse unknown members, values of another JSON type, and lists that are too long."""

from typing import Any

from rest_framework import serializers

# REST framework accepts these types as well, because HTML forms send strings only. JSON has types.
WRONG_TYPES: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], tuple[type, ...], str], ...] = (
    (serializers.CharField, (int, float), "Not a valid string."),
    (serializers.UUIDField, (int, float), "Must be a valid UUID."),
    (serializers.IntegerField, (str,), "A valid integer is required."),
    (serializers.BooleanField, (str, int, float), "Must be a valid boolean."),
)

# A body may have a million unknown members. The answer names this many.
MAX_REPORTED = 20


class ShortListField(serializers.ListField):
    """Check `max_length` first. REST framework checks every element before, and reports each one that is wrong."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer[Any]):
    """A request body that refuses unknown members and values of another JSON type, and names each of them."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))[:MAX_REPORTED]
            # A misspelt member would otherwise be ignored, and the client would believe that it was saved.
            wrong = {name: ["Unknown member. Remove it."] for name in unknown}
            wrong |= {
                name: [message]
                for name, field in self.fields.items()
                if (message := _type_error(field, data.get(name)))
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _type_error(field: Any, value: Any) -> str | None:
    """Return a message if the value has a JSON type that the field refuses. Return None if the field decides."""
    # In Python, a bool is an int.
    if isinstance(value, bool) and isinstance(field, serializers.BooleanField):
        return None
    return next(
        (text for kind, types, text in WRONG_TYPES if isinstance(field, kind) and isinstance(value, types)), None
    )
