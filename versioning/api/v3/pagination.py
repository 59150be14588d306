"""Lists of v3: by page for people, by cursor for programs, over the same order of keys."""

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from versioning.api.pagination import LARGEST_PAGE, PAGE_SIZE, keyset_of, page_of
from versioning.models.keyset import LONGEST_CURSOR

Row = TypeVar("Row", bound=Model)
Row_co = TypeVar("Row_co", bound=Model, covariant=True)
LARGEST_INT32 = 2_147_483_647
APART = ("cursor", "page", "page_size", "include_total_count")


class PageQuery(serializers.Serializer[Any]):
    """Query members of every list."""

    page = serializers.IntegerField(
        min_value=1, max_value=LARGEST_INT32, default=1, help_text="From 1; ignored where a cursor is given."
    )
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="`next_cursor` of the page before."
    )
    include_total_count = serializers.BooleanField(default=False, help_text="Fill `total_count`.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`number` is 0 in cursor mode; `total` is None where it was not asked for."""

    rows: list[Row]
    number: int
    size: int
    total: int | None
    next_cursor: str | None

    @property
    def summary(self) -> dict[str, Any]:
        return {
            "page": self.number,
            "page_size": self.size,
            "total_count": self.total,
            "has_more": self.next_cursor is not None,
            "next_cursor": self.next_cursor,
        }


class Positions(Protocol[Row_co]):
    """How a list finds the rows from a position on, and how many there are; without it, by OFFSET and COUNT."""

    def from_position(self, position: int) -> QuerySet[Any, Row_co]: ...

    def count(self) -> int: ...


def paginate(
    rows: QuerySet[Row], *, request: Request, order: tuple[str, ...], positions: Positions[Row] | None = None
) -> Page[Row]:
    """One page (see `models.keyset.Keyset` for the order). Raises ValidationError (page, page_size, cursor)."""
    query = _query(request)
    size, cursor = query["page_size"], query.get("cursor")
    keyset = keyset_of(request, order=order, apart=APART)
    if cursor is not None:
        found, next_cursor = page_of(rows, keyset=keyset, size=size, cursor=cursor)
    else:
        start = (query["page"] - 1) * size
        if positions is not None:
            found, next_cursor = keyset.take(positions.from_position(start), size=size)
        else:
            found, next_cursor = keyset.take(rows, size=size, start=start)
    total = None
    if query["include_total_count"]:
        total = rows.count() if positions is None else positions.count()
    number = 0 if cursor is not None else query["page"]
    return Page(rows=found, number=number, size=size, total=total, next_cursor=next_cursor)


def _query(request: Request) -> dict[str, Any]:
    given = request.query_params.dict()
    if "cursor" in given:
        given.pop("page", None)
    query = PageQuery(data=given)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)
