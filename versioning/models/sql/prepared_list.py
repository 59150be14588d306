"""Lists whose pages are asked by statements that are made once: see `prepared.Prepared`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.sql import Query

from versioning.models.sql.ordering import beyond, fields_in, names_in
from versioning.models.sql.prepared import Given, Prepared

Row = TypeVar("Row", bound=Model)
# Whatever size is asked for, one of these is read, or callers could fill the memory with statements. They are pages of
# 25, 50 and 100, and the one row more that tells whether there is another.
SIZES = (26, 51, 101)


class PreparedList(Generic[Row]):
    """A query set with `Given`s in it, of which a statement is made for each order and SIZE, with a key and without."""

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self._rows = rows
        self._pages: dict[tuple[tuple[str, ...], int, bool], Prepared[Row]] = {}

    def given(self, **values: Any) -> "GivenList[Row]":
        return GivenList(self, values)

    def page(self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None, given: dict[str, Any]) -> list[Row]:
        asked = order, _size_for(size), key is not None
        if asked not in self._pages:
            self._pages[asked] = Prepared(partial(self._page, *asked))
        keys = {} if key is None else dict(zip(_given_names(order), key, strict=True))
        return self._pages[asked].all(**given, **keys)[:size]

    @cached_property
    def query(self) -> Query:
        """That of all its rows."""
        return self._rows().query

    def _page(self, order: tuple[str, ...], size: int, has_key: bool) -> QuerySet[Row]:  # noqa: FBT001  what was asked
        rows = self._rows().order_by(*order)
        if has_key:
            fields = fields_in(order, query=rows.query)
            key = [Given(name, field) for name, field in zip(_given_names(order), fields, strict=True)]
            rows = rows.filter(beyond(order, key))
        return rows[:size]


@dataclass(frozen=True)
class GivenList(Generic[Row]):
    """A prepared list for the values of one call."""

    rows: PreparedList[Row]
    values: dict[str, Any]

    def page(self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None = None) -> list[Row]:
        """So many rows in this order: the first, or those beyond the key."""
        return self.rows.page(order, size=size, key=key, given=self.values)

    @property
    def query(self) -> Query:
        return self.rows.query


def _given_names(order: tuple[str, ...]) -> list[str]:
    return [f"after_{name}" for name in names_in(order)]


def _size_for(size: int) -> int:
    return next((known for known in SIZES if known >= size), size)
