"""Lists of v3: by page for people, by cursor for programs, over the same order of keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from versioning.api.checking import checked
from versioning.api.pagination import LARGEST_PAGE, PAGE_SIZE, keyset_of, page_of
from versioning.models.sql.keyset import LONGEST_CURSOR
from versioning.models.sql.prepared_list import BoundList

Row = TypeVar("Row", bound=Model)
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


class Positions(Protocol):
    """How a list finds its page N by a key, and how many rows there are."""

    def key_before(self, position: int) -> tuple[Any, ...] | None:
        """That of the row before the one at a position, from 0; None before the first."""

    def count(self) -> int: ...


def paginate(rows: QuerySet[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """One page (see `models.keyset.Keyset` for the order); page N is found by OFFSET.

    Raises ValidationError (page, page_size, cursor).
    """
    query = _query(request)
    keyset = keyset_of(request, order=order, apart=APART)
    size, cursor = query["page_size"], query.get("cursor")
    if cursor is not None:
        found = page_of(rows, keyset=keyset, size=size, cursor=cursor)
    else:
        found = keyset.take(rows, size=size, start=_start(query))
    return _page(found, query=query, count=rows.count)


def paginate_by_position(
    rows: BoundList[Row], *, request: Request, order: tuple[str, ...], positions: Positions
) -> Page[Row]:
    """As `paginate`; page N is found by its key, and costs what the first does."""
    query = _query(request)
    keyset = keyset_of(request, order=order, apart=APART)
    size, cursor = query["page_size"], query.get("cursor")
    if cursor is not None:
        found = page_of(rows, keyset=keyset, size=size, cursor=cursor)
    else:
        found = keyset.beyond(rows, size=size, key=positions.key_before(_start(query)))
    return _page(found, query=query, count=positions.count)


def _page(found: tuple[list[Row], str | None], *, query: dict[str, Any], count: Callable[[], int]) -> Page[Row]:
    rows, next_cursor = found
    number = 0 if "cursor" in query else query["page"]
    total = count() if query["include_total_count"] else None
    return Page(rows=rows, number=number, size=query["page_size"], total=total, next_cursor=next_cursor)


def _start(query: dict[str, Any]) -> int:
    return int((query["page"] - 1) * query["page_size"])


def _query(request: Request) -> dict[str, Any]:
    given = request.query_params.dict()
    if "cursor" in given:
        given.pop("page", None)
    return checked(PageQuery, given)
