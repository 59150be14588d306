"""Write the columns of rows as JSON values, and read them again. What is read is not trusted."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    IntegerField,
    JSONField,
    TextField,
    UUIDField,
)
from django.db.models.fields import BinaryField

from versioning.exceptions import InvalidValue
from versioning.services.kernel.storable import DEEPEST, check_text

if TYPE_CHECKING:
    AnyField = Field[Any, Any]
else:
    AnyField = Field


class Unreadable(Exception):
    """A value that the column cannot have. The message is the end of a sentence."""


def to_json(value: Any) -> Any:
    """Return the value as JSON has it: bytes as hexadecimal digits, moments in ISO 8601, in UTC."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def from_json(field: AnyField, value: Any) -> Any:
    """Return the value of the column. Raises Unreadable unless the column can have it."""
    if value is None:
        if not field.null:
            raise Unreadable("must not be null")
        return None
    for kind, read in _READERS.items():
        if isinstance(field, kind):
            return read(field, value)
    raise TypeError(f"{field} has no form in a project file")


def _text(field: AnyField, value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable("must be a text")
    check_text(value, field=field.name, longest=getattr(field, "max_length", None))
    choices = {key for key, _ in field.flatchoices}
    if choices and value not in choices:
        raise Unreadable("has a value that this server does not know")
    return value


def _moment(_field: AnyField, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unreadable("must be a moment in ISO 8601") from None
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        raise Unreadable("must be a moment with a time zone")
    return moment.astimezone(UTC)


def _number(field: AnyField, value: Any) -> int:
    lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
    # SQLite's types are wider than PostgreSQL's, and a file has to fit into both.
    highest = min(highest or 2**63 - 1, 2**31 - 1 if "Big" not in field.get_internal_type() else 2**63 - 1)
    lowest = max(lowest or -highest, 0 if "Positive" in field.get_internal_type() else -highest)
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise Unreadable("must be a number of the allowed range")
    return value


def _switch(_field: AnyField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("must be true or false")
    return value


def _bytes(field: AnyField, value: Any) -> bytes:
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError):
        raise Unreadable("must be hexadecimal digits") from None
    if field.max_length is not None and len(data) != field.max_length:
        raise Unreadable(f"must have {field.max_length} bytes")
    return data


def read_uuid(_field: AnyField | None, value: Any) -> UUID:
    """Return the UUID. Raises Unreadable."""
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise Unreadable("must be a UUID") from None


def _json(field: AnyField, value: Any) -> Any:
    # Anything that JSON can say, but in the kind of the column's default.
    default = field.get_default()
    if default is not None and not isinstance(value, type(default)):
        raise Unreadable("has a value of another kind")
    check_parts(value, field=field.name)
    return value


def check_parts(value: Any, *, field: str) -> None:
    """Raise InvalidValue if the JSON value has a text or a number that a database cannot store, or is nested deeply."""
    level = [value]
    for _ in range(DEEPEST):
        for item in level:
            if isinstance(item, str):
                check_text(item, field=field)
            if isinstance(item, float) and not isfinite(item):
                raise InvalidValue(f"{field} must not contain {item}: JSON has no such number.", field=field)
        level = [part for item in level for part in _parts(item)]
        if not level:
            return
    raise InvalidValue(f"{field} can be nested {DEEPEST} levels deep at most.", field=field)


def _parts(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    return item if isinstance(item, list) else []


_READERS: Mapping[type[Any], Callable[[AnyField, Any], Any]] = {
    UUIDField: read_uuid,
    DateTimeField: _moment,
    BooleanField: _switch,
    IntegerField: _number,
    BinaryField: _bytes,
    JSONField: _json,
    CharField: _text,
    TextField: _text,
}
