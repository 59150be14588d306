"""Pages of a list, as requests ask for them: see `models.keyset.Keyset` for what a page is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from versioning.api.checking import checked
from versioning.exceptions import InvalidValue
from versioning.models.sql.keyset import LONGEST_CURSOR, Keyset
from versioning.models.sql.prepared_list import BoundList

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 25
LARGEST_PAGE = 100


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


def keyset_of(request: Request, *, order: tuple[str, ...], apart: Collection[str] = ("cursor", "page_size")) -> Keyset:
    """The order of the list that a request asks for; the parameters that are `apart` change nothing of the list."""
    filters = [(name, value) for name, value in request.query_params.items() if name not in apart]
    return Keyset.of_list(request.path, filters=filters, order=order)


def page_of(
    rows: QuerySet[Row] | BoundList[Row], *, keyset: Keyset, size: int, cursor: str | None
) -> tuple[list[Row], str | None]:
    """So many rows and the cursor to what follows them. Raises ValidationError (cursor)."""
    try:
        return keyset.page(rows, size=size, cursor=cursor)
    except InvalidValue as error:
        raise ValidationError({error.field: [error.message]}) from error


def paginate(rows: QuerySet[Row] | BoundList[Row], *, request: Request, order: tuple[str, ...]) -> Page[Row]:
    """One page in this order (see Keyset). Raises ValidationError (page_size, cursor)."""
    query = checked(PageQuery, request.query_params)
    size, cursor = query["page_size"], query.get("cursor")
    found, next_cursor = page_of(rows, keyset=keyset_of(request, order=order), size=size, cursor=cursor)
    return Page(rows=found, page_size=size, next_cursor=next_cursor)
