"""Request bodies that take their own members only, and no longer lists than they say."""

from typing import Any

from rest_framework import serializers

# What the fields of REST framework take for a value though it is of another JSON type, as forms need it.
WRONG_TYPES: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], tuple[type, ...], str], ...] = (
    (serializers.CharField, (int, float), "Not a valid string."),
    (serializers.UUIDField, (int, float), "Must be a valid UUID."),
    (serializers.IntegerField, (str,), "A valid integer is required."),
    (serializers.BooleanField, (str, int, float), "Must be a valid boolean."),
)


# Of a body that is all mistakes, so many are named.
MOST_NAMED = 20


class ShortListField(serializers.ListField):
    """`max_length` is looked at first: a refusal tells of each element that is wrong."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class ClosedSerializer(serializers.Serializer[Any]):
    """A request body: refuses members that it does not know and values of another JSON type, naming each."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))[:MOST_NAMED]
            wrong = {name: ["There is no such member."] for name in unknown}
            wrong |= {name: [said] for name, field in self.fields.items() if (said := _misfit(field, data.get(name)))}
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _misfit(field: Any, value: Any) -> str | None:
    """Why the value cannot be one of this field; None where the field itself is to say."""
    if isinstance(value, bool) and isinstance(field, serializers.BooleanField):
        return None
    return next(
        (said for kind, types, said in WRONG_TYPES if isinstance(field, kind) and isinstance(value, types)), None
    )
