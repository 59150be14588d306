"""Pages of v3, by number or by cursor, in the same order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from versioning.api.pagination import LARGEST_PAGE, PAGE_SIZE, keyset_of, page_of
from versioning.api.validation import validated
from versioning.models.sql.keyset import LONGEST_CURSOR
from versioning.models.sql.prepared_list import BoundList

Row = TypeVar("Row", bound=Model)
LARGEST_INT32 = 2_147_483_647
# Parameters that choose a page. All others are filters, and belong to the cursor.
APART = ("cursor", "page", "page_size", "include_total_count")


class PageQuery(serializers.Serializer[Any]):
    """Query parameters of every list of v3."""

    page = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_INT32,
        default=1,
        help_text="The number of the page, from 1. Ignored if there is a `cursor`.",
    )
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="`next_cursor` of the previous page."
    )
    include_total_count = serializers.BooleanField(default=False, help_text="Count all items into `total_count`.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows. `number` is 0 after a cursor. `total` is None if the request did not ask for it."""

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
    """Finds a page by its number without OFFSET, and counts the rows."""

    def key_before(self, position: int) -> tuple[Any, ...] | None:
        """Return the key of the row before a position, or None for position 0."""

    def count(self) -> int:
        """Return the number of rows."""


def paginate(rows: QuerySet[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """Return the page that the request asks for. A page number is found by OFFSET.

    Raises ValidationError (page, page_size, cursor).
    """
    query = _query(request)
    keyset = keyset_of(request, order=order, apart=APART)
    size, cursor = query["page_size"], query.get("cursor")
    if cursor is not None:
        page = page_of(rows, keyset=keyset, size=size, cursor=cursor)
    else:
        page = keyset.take(rows, size=size, start=_start(query))
    return _page(page, query=query, count=rows.count)


def paginate_by_position(
    rows: BoundList[Row], *, request: Request, order: tuple[str, ...], positions: Positions
) -> Page[Row]:
    """Like `paginate`, but find a page number by a key. Every page costs as much as the first."""
    query = _query(request)
    keyset = keyset_of(request, order=order, apart=APART)
    size, cursor = query["page_size"], query.get("cursor")
    if cursor is not None:
        page = page_of(rows, keyset=keyset, size=size, cursor=cursor)
    else:
        page = keyset.beyond(rows, size=size, key=positions.key_before(_start(query)))
    return _page(page, query=query, count=positions.count)


def paginate_few(rows: list[Row], *, request: Request) -> Page[Row]:
    """Like `paginate`, for a list that is in memory. A cursor names the position after the last row of the page."""
    query = _query(request)
    keyset = keyset_of(request, order=("position",), apart=APART)
    size, cursor = query["page_size"], query.get("cursor")
    start = _start(query) if cursor is None else int(keyset.key(cursor)[0])
    end = start + size
    page = rows[start:end], keyset.cursor(str(end)) if len(rows) > end else None
    return _page(page, query=query, count=lambda: len(rows))


def _page(page: tuple[list[Row], str | None], *, query: dict[str, Any], count: Callable[[], int]) -> Page[Row]:
    rows, next_cursor = page
    number = 0 if "cursor" in query else query["page"]
    # Counting reads all rows of the list, so that clients have to ask for it.
    total = count() if query["include_total_count"] else None
    return Page(rows=rows, number=number, size=query["page_size"], total=total, next_cursor=next_cursor)


def _start(query: dict[str, Any]) -> int:
    return int((query["page"] - 1) * query["page_size"])


def _query(request: Request) -> dict[str, Any]:
    given = request.query_params.dict()
    # Document360 ignores `page` beside a cursor, also if it is not valid.
    if "cursor" in given:
        given.pop("page", None)
    return validated(PageQuery, given)
