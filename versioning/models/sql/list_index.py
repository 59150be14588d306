"""Indexes of lists that are a part of a table, such as the documents of one project, and the order that reads them.

If another index has the order of a list for the whole table, as that of the primary key does, PostgreSQL may read it
and skip the rows of others one by one: it takes the rows of a project to be spread evenly over the table. After another
project imported a million documents, the first page of a quiet one then reads a million rows. So on PostgreSQL these
lists and their indexes have an order of NULLs that no index of a whole table has. None of the columns is ever NULL.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import F, Index, QuerySet
from django.db.models.expressions import Col, OrderBy
from django.db.models.lookups import Exact
from django.db.models.sql import Query
from django.db.models.sql.where import AND, WhereNode

Rows = TypeVar("Rows", bound=QuerySet[Any])


class ListIndex(Index):
    """The columns that say which part of the table is listed, then those of the list's order.

    To migrations it is a plain index. On PostgreSQL, they create it by statements of their own, with ascending columns
    NULLS FIRST and descending ones NULLS LAST. A list must have the index's condition, if there is one.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]  # as Django's

    def deconstruct(self) -> Any:
        """Return what a migration states: a plain index."""
        path, positional, named = super().deconstruct()
        return path.replace(f"{__name__}.ListIndex", "django.db.models.Index"), positional, named

    @property
    def columns(self) -> list[str]:
        return [name.removeprefix("-") for name in self.fields] or [_name_of(each) for each in self.expressions]

    def lists(self, order: Sequence[str], *, within: set[str]) -> bool:
        """Return whether it has this order for the rows with one value in each of the columns `within`."""
        names = [name.removeprefix("-") for name in order]
        part = self.columns[: -len(names)]
        return bool(part) and within.issuperset(part) and self.columns[-len(names) :] == names


def ordered(rows: Rows, order: Sequence[str]) -> Rows:
    """Order the rows by fields, so that the database reads them from a ListIndex if one fits.

    A field with `-` before its name is descending.
    """
    fixed = set(compared(rows.query))
    indexes = [index for index in rows.model._meta.indexes if isinstance(index, ListIndex)]
    if not any(index.lists(order, within=fixed) for index in indexes):
        return rows.order_by(*order)
    return rows.order_by(*(_reading(name) for name in order))


def of_parts(rows: Rows, parts: Iterable[QuerySet[Any]], order: Sequence[str], *, size: int) -> Rows:
    """Return the first of the rows that are in one of several parts of their table, each with its own ListIndex.

    Of each part, one page is read. With one condition for all parts, the database would sort them, or walk the table.
    """
    pages = (ordered(part, order).values("pk")[:size] for part in parts)
    # SQLite limits no part of a union, but it does limit what a part reads from.
    first, *others = (rows.model._base_manager.filter(pk__in=page).order_by().values("pk") for page in pages)
    return rows.filter(pk__in=first.union(*others, all=True)).order_by(*order)[:size]


def _reading(name: str) -> OrderBy:
    if name.startswith("-"):
        return F(name.removeprefix("-")).desc(nulls_last=True)
    return F(name).asc(nulls_first=True)


def compared(query: Query) -> Iterator[str]:
    """Yield the fields of the table itself that every row of the query has one and the same value in."""
    parts: list[Any] = [query.where]
    while parts:
        part = parts.pop()
        if isinstance(part, WhereNode) and part.connector == AND and not part.negated:
            parts += part.children
        elif isinstance(part, Exact) and isinstance(part.lhs, Col) and part.lhs.alias == query.base_table:
            yield part.lhs.target.name


def _name_of(expression: Any) -> str:
    """Return the field that an index of expressions is made of."""
    column: Any = expression.expression if isinstance(expression, OrderBy) else expression
    return str(column.name)
