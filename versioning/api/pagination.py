"""Pages by key, never by offset: page N costs what page 1 costs, and no row is seen twice or missed."""

import hashlib
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


class PageQuery(serializers.Serializer[Any]):
    """Query members of every list."""

    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(required=False, max_length=2000, help_text="`next_cursor` of the page before.")


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


def paginate(queryset: QuerySet[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """One page in this order, whose fields together must be unique and all run in one direction.

    Cursors are signed and bound to the list, its filters and its order. Raises ValidationError (page_size, cursor).
    """
    query = PageQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    size, cursor = query.validated_data["page_size"], query.validated_data.get("cursor")
    names = [name.removeprefix("-") for name in order]
    scope = _scope(request, order=order)
    if cursor is not None:
        values = _read_cursor(cursor, scope=scope, queryset=queryset, names=names)
        queryset = queryset.filter(_beyond(names, values, direction="lt" if order[0].startswith("-") else "gt"))
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    key = [str(_plain(rows[size - 1], name)) for name in names] if more else None
    next_cursor = signing.dumps([scope, *key], salt=SALT, compress=True) if key is not None else None
    return Page(rows=rows[:size], page_size=size, next_cursor=next_cursor)


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


def _scope(request: Request, *, order: tuple[str, ...]) -> str:
    filters = sorted(
        (name, value) for name, value in request.query_params.items() if name not in ("cursor", "page_size")
    )
    return hashlib.sha256(repr((request.path, filters, order)).encode()).hexdigest()[:16]


def _read_cursor(cursor: str, *, scope: str, queryset: QuerySet[Any], names: list[str]) -> list[Any]:
    try:
        found, *key = signing.loads(cursor, salt=SALT)
        if found != scope or len(key) != len(names):
            raise ValidationError({"cursor": ["This cursor belongs to another list, filter or order."]})
        return [queryset.model._meta.get_field(name).to_python(value) for name, value in zip(names, key, strict=True)]
    except (signing.BadSignature, InvalidKey, ValueError, TypeError) as error:
        raise ValidationError({"cursor": ["This is not a cursor of ours."]}) from error
