"""Pages of a list by cursor. `models.sql.keyset.Keyset` implements them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.api.validation import validated
from versioning.exceptions import InvalidValue
from versioning.models.sql.keyset import LONGEST_CURSOR, Keyset, PagedList

Row = TypeVar("Row", bound=Model)
# Document360's page sizes. /api/v1 has the same.
PAGE_SIZE = 25
LARGEST_PAGE = 100


class PageQuery(serializers.Serializer[Any]):
    """Query parameters of every list."""

    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="`next_cursor` of the previous page."
    )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows. `next_cursor` is None on the last page."""

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


def keyset_of(request: Request, *, order: tuple[str, ...], apart: Collection[str] = ("cursor", "page_size")) -> Keyset:
    """Return the keyset of a list. A cursor is valid only for the same path, order and filters.

    Parameters in `apart` choose a page and do not change the list.
    """
    # The cursor contains a digest of these, so that a cursor of another list is refused.
    filters = [(name, value) for name, value in request.query_params.items() if name not in apart]
    return Keyset.of_list(request.path, filters=filters, order=order)


def page_of(
    rows: QuerySet[Row] | PagedList[Row], *, keyset: Keyset, size: int, cursor: str | None
) -> tuple[list[Row], str | None]:
    """Return `size` rows and the cursor of the next page. Raises ValidationError (cursor)."""
    try:
        return keyset.page(rows, size=size, cursor=cursor)
    # The keyset knows no REST framework. The answer must name the parameter.
    except InvalidValue as error:
        raise ValidationError({error.field: [error.message]}) from error


def paginate(rows: QuerySet[Row] | PagedList[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """Return the page that the request asks for. Raises ValidationError (page_size, cursor)."""
    query = validated(PageQuery, request.query_params)
    size, cursor = query["page_size"], query.get("cursor")
    page, next_cursor = page_of(rows, keyset=keyset_of(request, order=order), size=size, cursor=cursor)
    return Page(rows=page, page_size=size, next_cursor=next_cursor)
