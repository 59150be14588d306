"""Pages by key, never by offset: page N costs what page 1 costs, and no row is seen twice or missed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError as InvalidKey
from django.db.models import Field, Model, Q, QuerySet

from versioning.exceptions import InvalidValue

Row = TypeVar("Row", bound=Model)
SALT = "stemma.cursor"
LONGEST_CURSOR = 2000


@dataclass(frozen=True)
class Keyset:
    """The order of a list: fields (annotations, too) that together are unique and all run in one direction.

    Cursors are signed and bound to `scope`: the list, its filters and its order.
    """

    order: tuple[str, ...]
    scope: str

    @classmethod
    def of_list(cls, path: str, *, filters: Iterable[tuple[str, object]], order: tuple[str, ...]) -> Self:
        """The order of the list at this path with these filters, whichever of them was named first."""
        return cls(order, hashlib.sha256(repr((path, sorted(filters, key=repr), order)).encode()).hexdigest()[:16])

    @property
    def names(self) -> list[str]:
        return [name.removeprefix("-") for name in self.order]

    def after(self, cursor: str, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows beyond those that were seen. Raises InvalidValue (cursor)."""
        values = self._read(cursor, rows=rows)
        return rows.filter(_beyond(self.names, values, direction="lt" if self.order[0].startswith("-") else "gt"))

    def take(self, rows: QuerySet[Row], *, size: int, start: int = 0) -> tuple[list[Row], str | None]:
        """So many rows from `start` on, and the cursor to what follows them, where something does."""
        found = list(rows.order_by(*self.order)[start : start + size + 1])
        return found[:size], self._cursor(found[size - 1]) if len(found) > size else None

    def _cursor(self, row: Model) -> str:
        key = [str(_plain(row, name)) for name in self.names]
        return signing.dumps([self.scope, *key], salt=SALT, compress=True)

    def _read(self, cursor: str, *, rows: QuerySet[Any]) -> list[Any]:
        try:
            found, *key = signing.loads(cursor, salt=SALT)
            if found != self.scope or len(key) != len(self.order):
                raise InvalidValue("This cursor belongs to another list, filter or order.", field="cursor")
            fields = [_field_of(rows, name) for name in self.names]
            return [field.to_python(value) for field, value in zip(fields, key, strict=True)]
        except (signing.BadSignature, InvalidKey, ValueError, TypeError) as error:
            raise InvalidValue("This is not a cursor of ours.", field="cursor") from error


def _field_of(rows: QuerySet[Any], name: str) -> "Field[Any, Any]":
    annotated = rows.query.annotations.get(name)
    return rows.model._meta.get_field(name) if annotated is None else annotated.output_field


def _plain(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _beyond(names: list[str], values: list[Any], *, direction: str) -> Q:
    """Rows after the key: (a, b) > (x, y) spelt out, with a >= x first, which lets an index bound the scan."""
    beyond = Q()
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        same = dict(zip(names[:place], values[:place], strict=True))
        beyond |= Q(**same, **{f"{name}__{direction}": value})
    return Q(**{f"{names[0]}__{direction}e": values[0]}) & beyond
