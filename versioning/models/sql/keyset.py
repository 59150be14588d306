"""Keyset pagination: page N costs what page 1 costs, and no row is repeated or skipped."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError as InvalidKey
from django.db.models import Model, QuerySet
from django.db.models.sql import Query

from versioning.exceptions import InvalidValue
from versioning.models.sql.list_index import ordered
from versioning.models.sql.ordering import beyond, fields_in, names_in

Row = TypeVar("Row", bound=Model)
SALT = "stemma.cursor"
LONGEST_CURSOR = 2000
BROKEN = "This cursor is not valid."


class PagedList(Protocol[Row]):
    """A list that reads its own pages, such as `prepared_list.BoundList`."""

    @property
    def query(self) -> Query: ...

    def page(self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None = None) -> "list[Row]": ...


@dataclass(frozen=True)
class Keyset:
    """The order of a list: fields or annotations that are unique together and all have one direction.

    Cursors are signed and bound to `scope`, a digest of the list, its filters and its order.
    """

    order: tuple[str, ...]
    scope: str

    @classmethod
    def of_list(cls, path: str, *, filters: Iterable[tuple[str, object]], order: tuple[str, ...]) -> Self:
        """Return the keyset of the list at this path. The order of `filters` does not matter."""
        return cls(order, hashlib.sha256(repr((path, sorted(filters, key=repr), order)).encode()).hexdigest()[:16])

    def page(
        self, rows: QuerySet[Row] | PagedList[Row], *, size: int, cursor: str | None
    ) -> tuple[list[Row], str | None]:
        """Return up to `size` rows after the cursor, and the cursor of the next page, or None on the last page.

        Raises InvalidValue (cursor).
        """
        key = None if cursor is None else self._read(cursor, rows=rows)
        if not isinstance(rows, QuerySet):
            return self.beyond(rows, size=size, key=key)
        return self.take(rows if key is None else rows.filter(beyond(self.order, key)), size=size)

    def beyond(self, rows: PagedList[Row], *, size: int, key: Sequence[Any] | None) -> tuple[list[Row], str | None]:
        """As `page`, for the rows after a known key, or from the start."""
        return self._cut(rows.page(self.order, size=size + 1, key=key), size=size)

    def take(self, rows: QuerySet[Row], *, size: int, start: int = 0) -> tuple[list[Row], str | None]:
        """As `page`, for the rows from the offset `start`."""
        return self._cut(list(ordered(rows, self.order)[start : start + size + 1]), size=size)

    # One more row than a page has been read: it shows whether there is a next page.
    def _cut(self, rows: list[Row], *, size: int) -> tuple[list[Row], str | None]:
        return rows[:size], self._cursor(rows[size - 1]) if len(rows) > size else None

    def cursor(self, *key: str) -> str:
        """Return the cursor of the page that begins after the row with this key."""
        return signing.dumps([self.scope, *key], salt=SALT, compress=True)

    def key(self, cursor: str) -> list[str]:
        """Return the key that the cursor was made of. Raises InvalidValue (cursor)."""
        key: list[str]
        try:
            scope, *key = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise InvalidValue(BROKEN, field="cursor") from error
        if scope != self.scope or len(key) != len(self.order):
            raise InvalidValue("This cursor belongs to another list, filter or order.", field="cursor")
        return key

    def _cursor(self, row: Model) -> str:
        return self.cursor(*(str(_plain(row, name)) for name in names_in(self.order)))

    def _read(self, cursor: str, *, rows: QuerySet[Any] | PagedList[Any]) -> list[Any]:
        key, fields = self.key(cursor), fields_in(self.order, query=rows.query)
        try:
            return [field.to_python(value) for field, value in zip(fields, key, strict=True)]
        except (InvalidKey, ValueError, TypeError) as error:
            raise InvalidValue(BROKEN, field="cursor") from error


def _plain(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
