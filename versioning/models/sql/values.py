"""Values between models and the drivers: as fields convert them, by the shortest way where there is one.

A field asks a handful of others what becomes of a value, and for most values nothing does.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field

Converter = Callable[[Any], Any]

# By the very class of the field, as its subclasses may have ways of their own.
_NUMBERS = (models.IntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField)
_PLAIN: dict[type, type] = {
    **dict.fromkeys((models.CharField, models.SlugField, models.TextField), str),
    models.BooleanField: bool,
    models.BigAutoField: int,
}
# What most columns of JSON hold, as both databases write it.
_EMPTY: dict[str | None, type] = {"{}": dict, "[]": list}


def to_column(field: "Field[Any, Any]") -> Converter:
    """What makes of a value what `field.get_db_prep_save` makes of it, and raises what that raises. To be kept."""
    known, quick = _shortest(type(_kept(field)))

    def convert(value: Any) -> Any:
        # The exact type: members of enumerations are strings, too, and drivers write them otherwise.
        if value is None or type(value) is known:
            return value if value is None or quick is None else quick(value)
        return field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])

    return convert


def plain_type(field: "Field[Any, Any]") -> type | None:
    """The type whose values `to_column` leaves as they are, besides None's; None where there is none."""
    known, quick = _shortest(type(_kept(field)))
    return known if quick is None else None


def quicker(converter: Callable[..., Any]) -> Callable[..., Any]:
    """A converter of what comes from a column, or the shorter one that does the same."""
    ops = connections[DEFAULT_DB_ALIAS].ops
    if converter == getattr(ops, "convert_uuidfield_value", None):
        return lambda value, *_: None if value is None else _uuid(value)
    if converter == getattr(ops, "convert_datetimefield_value", None):
        return lambda value, *rest: _in_utc(value) if type(value) is datetime else converter(value, *rest)
    if getattr(converter, "__func__", None) is models.JSONField.from_db_value:
        return lambda value, *rest: (
            _EMPTY[value]() if type(value) is str and value in _EMPTY else converter(value, *rest)
        )
    return converter


def _kept(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """The field of the key that a foreign key holds; any other is its own."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _shortest(kind: type) -> tuple[type | None, Converter | None]:
    """The type of values that need little, and that little; None where they need nothing."""
    connection = connections[DEFAULT_DB_ALIAS]
    on_sqlite = connection.vendor == "sqlite"
    if kind is models.UUIDField:
        return UUID, _digits if on_sqlite else None
    if kind is models.DateTimeField:
        return datetime, _without_zone if on_sqlite else None
    if kind in _NUMBERS:
        return int, None if on_sqlite else partial(_as_wide_as_its_column, internal_type=kind.__name__)
    return _PLAIN.get(kind), None


def _as_wide_as_its_column(value: int, internal_type: str) -> Any:
    """PostgreSQL is told how large a number may grow, so that one statement is prepared for all.

    One that is larger goes as it is, for the database to compare or refuse: the driver would cut it to that width.
    """
    ops = connections[DEFAULT_DB_ALIAS].ops
    lowest, highest = ops.integer_field_range(internal_type)
    return ops.adapt_integerfield_value(value, internal_type) if lowest <= value <= highest else value


def _digits(value: UUID) -> str:
    return value.hex


def _without_zone(value: datetime) -> str:
    return str(value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None))


def _in_utc(value: datetime) -> datetime:
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


@lru_cache(maxsize=10_000)
def _uuid(digits: str) -> UUID:
    """Of one call's keys, most are the same: of a person, a project, a document, and of what refers to it."""
    return UUID(digits)
