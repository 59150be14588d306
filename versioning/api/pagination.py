"""Pages by key, never by offset: page N costs what page 1 costs, and no row is seen twice or missed."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError as InvalidKey
from django.db.models import Model, Q, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

Row = TypeVar("Row", bound=Model)
SALT = "stemma.cursor"
PAGE_SIZE = 25
LARGEST_PAGE = 100
LONGEST_CURSOR = 2000


class PageQuery(serializers.Serializer[Any]):
    """Query members of every list."""

    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="`next_cursor` of the page before."
    )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`next_cursor` is None on the last page."""

    rows: list[Row]
    page_size: int
    next_cursor: str | None

    @property
    def summary(self) -> dict[str, Any]:
        return {
            "page_size": self.page_size,
            "has_more": self.next_cursor is not None,
            "next_cursor": self.next_cursor,
        }


@dataclass(frozen=True)
class Keyset:
    """The order of a list: fields that together are unique and all run in one direction.

    Cursors are signed and bound to `scope`: the list, its filters and its order.
    """

    order: tuple[str, ...]
    scope: str

    @property
    def names(self) -> list[str]:
        return [name.removeprefix("-") for name in self.order]

    def after(self, cursor: str, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows beyond those that were seen. Raises ValidationError (cursor)."""
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
                raise ValidationError({"cursor": ["This cursor belongs to another list, filter or order."]})
            fields = [rows.model._meta.get_field(name) for name in self.names]
            return [field.to_python(value) for field, value in zip(fields, key, strict=True)]
        except (signing.BadSignature, InvalidKey, ValueError, TypeError) as error:
            raise ValidationError({"cursor": ["This is not a cursor of ours."]}) from error


def keyset_of(request: Request, *, order: tuple[str, ...], apart: Collection[str] = ("cursor", "page_size")) -> Keyset:
    """The order of the list that a request asks for; the parameters that are `apart` change nothing of the list."""
    filters = sorted((name, value) for name, value in request.query_params.items() if name not in apart)
    scope = hashlib.sha256(repr((request.path, filters, order)).encode()).hexdigest()[:16]
    return Keyset(order=order, scope=scope)


def paginate(queryset: QuerySet[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """One page in this order (see Keyset). Raises ValidationError (page_size, cursor)."""
    query = PageQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    size, cursor = query.validated_data["page_size"], query.validated_data.get("cursor")
    keyset = keyset_of(request, order=order)
    rows, next_cursor = keyset.take(queryset if cursor is None else keyset.after(cursor, queryset), size=size)
    return Page(rows=rows, page_size=size, next_cursor=next_cursor)


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
