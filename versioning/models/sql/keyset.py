"""Pages by key, never by offset: page N costs what page 1 costs, and no row is seen twice or missed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError as InvalidKey
from django.db.models import Model, QuerySet

from versioning.exceptions import InvalidValue
from versioning.models.sql.ordering import beyond, fields_in, names_in
from versioning.models.sql.prepared_list import GivenList

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

    def page(
        self, rows: QuerySet[Row] | GivenList[Row], *, size: int, cursor: str | None
    ) -> tuple[list[Row], str | None]:
        """So many rows, beyond those that were seen where there is a cursor, and the cursor to what follows them.

        That one is None where nothing does. Raises InvalidValue (cursor).
        """
        key = None if cursor is None else self._read(cursor, rows=rows)
        if isinstance(rows, GivenList):
            return self.beyond(rows, size=size, key=key)
        return self.take(rows if key is None else rows.filter(beyond(self.order, key)), size=size)

    def beyond(self, rows: GivenList[Row], *, size: int, key: Sequence[Any] | None) -> tuple[list[Row], str | None]:
        """As `page`, so many rows beyond a key that is known, or the first."""
        return self._cut(rows.page(self.order, size=size + 1, key=key), size=size)

    def take(self, rows: QuerySet[Row], *, size: int, start: int = 0) -> tuple[list[Row], str | None]:
        """As `page`, so many rows from `start` on."""
        return self._cut(list(rows.order_by(*self.order)[start : start + size + 1]), size=size)

    def _cut(self, found: list[Row], *, size: int) -> tuple[list[Row], str | None]:
        return found[:size], self._cursor(found[size - 1]) if len(found) > size else None

    def _cursor(self, row: Model) -> str:
        key = [str(_plain(row, name)) for name in names_in(self.order)]
        return signing.dumps([self.scope, *key], salt=SALT, compress=True)

    def _read(self, cursor: str, *, rows: QuerySet[Any] | GivenList[Any]) -> list[Any]:
        try:
            found, *key = signing.loads(cursor, salt=SALT)
            if found != self.scope or len(key) != len(self.order):
                raise InvalidValue("This cursor belongs to another list, filter or order.", field="cursor")
            return [
                field.to_python(value)
                for field, value in zip(fields_in(self.order, query=rows.query), key, strict=True)
            ]
        except (signing.BadSignature, InvalidKey, ValueError, TypeError) as error:
            raise InvalidValue("This is not a cursor of ours.", field="cursor") from error


def _plain(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
