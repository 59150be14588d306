"""Lists whose pages are read by prepared statements (see `prepared.Prepared`)."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.sql import Query

from versioning.models.sql.list_index import of_parts, ordered
from versioning.models.sql.ordering import beyond, fields_in, names_in
from versioning.models.sql.prepared import Parameter, Prepared

Row = TypeVar("Row", bound=Model)
# A page of any size is read with one of these limits, so that callers cannot fill the memory with statements. They are
# pages of 25, 50 and 100, and one more row, which shows whether there is a next page.
SIZES = (26, 51, 101)
# So many combinations of filters are kept for each list, so that callers cannot fill the memory with these, either.
MOST_NARROWED = 64
Narrowing = Callable[[Any], Any]


@dataclass(frozen=True)
class Narrowed:
    """Conditions that a call adds to a list.

    `values` compares columns: by lookup, such as `updated_at__gte`, the value. `chosen` narrows the query set by
    functions, each under a key that stands for its choice. `given` are the values of the parameters in these.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[Hashable, Narrowing] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Hashable:
        """Two with the same shape have the same SQL."""
        return frozenset(self.values), frozenset(self.chosen)

    @property
    def parameters(self) -> dict[str, Any]:
        return {**self.given, **{_filtered(lookup): value for lookup, value in self.values.items()}}

    def apply(self, rows: Any) -> Any:
        """Return the query set with the conditions. Values become parameters."""
        compared = {lookup: Parameter(_filtered(lookup), _field(rows.model, lookup)) for lookup in self.values}
        for narrow in self.chosen.values():
            rows = narrow(rows)
        return rows.filter(**compared)


class PreparedList(Generic[Row]):
    """A query set with parameters, prepared for each order and page size, with a key and without.

    With `parts`, it lists the rows that one of these functions leaves (see `list_index.of_parts`).
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]], *, parts: Sequence[Narrowing] = ()) -> None:
        self._rows, self._parts = rows, parts
        self._pages: dict[tuple[tuple[str, ...], int, bool], Prepared[Row]] = {}
        self._narrowed: dict[Hashable, PreparedList[Row]] = {}

    def bind(self, **values: Any) -> "BoundList[Row]":
        return BoundList(self, values)

    def page(
        self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None, values: dict[str, Any]
    ) -> list[Row]:
        shape = order, _size_for(size), key is not None
        if shape not in self._pages:
            self._pages[shape] = Prepared(partial(self._page, *shape))
        keys = {} if key is None else dict(zip(_given_names(order), key, strict=True))
        return self._pages[shape].all(**values, **keys)[:size]

    def narrowed(self, by: Narrowed) -> "PreparedList[Row]":
        """Return the prepared list with these conditions. The combinations that were used first are forgotten first."""
        rows = self._narrowed.get(by.shape)
        if rows is None:
            rows = PreparedList(lambda: by.apply(self._rows()), parts=self._parts)
            if len(self._narrowed) >= MOST_NARROWED:
                # Another thread may have been here first.
                self._narrowed.pop(next(iter(list(self._narrowed)), None), None)
            self._narrowed[by.shape] = rows
        return rows

    @cached_property
    def query(self) -> Query:
        """The query of the whole list."""
        return self._rows().query

    def _page(self, order: tuple[str, ...], size: int, has_key: bool) -> QuerySet[Row]:  # noqa: FBT001  a key of the cache
        rows = self._rows()
        if has_key:
            fields = fields_in(order, query=rows.query)
            key = [Parameter(name, field) for name, field in zip(_given_names(order), fields, strict=True)]
            rows = rows.filter(beyond(order, key))
        if self._parts:
            return of_parts(rows, [part(rows) for part in self._parts], order, size=size)
        return ordered(rows, order)[:size]


@dataclass(frozen=True)
class BoundList(Generic[Row]):
    """A prepared list with the values of one call."""

    rows: PreparedList[Row]
    values: dict[str, Any]

    def page(self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None = None) -> list[Row]:
        """Return up to `size` rows in this order, from the start or after the key."""
        return self.rows.page(order, size=size, key=key, values=self.values)

    def narrowed(self, by: Narrowed) -> "BoundList[Row]":
        """Return the list with these conditions."""
        return BoundList(self.rows.narrowed(by), {**self.values, **by.parameters})

    @property
    def query(self) -> Query:
        return self.rows.query


def _filtered(lookup: str) -> str:
    return f"filter_{lookup}"


def _field(model: type[Model], lookup: str) -> Any:
    """Return the field that a lookup compares, or of a foreign key the field that it points to."""
    found: Any = model._meta.get_field(lookup.partition("__")[0])
    return found.target_field if found.is_relation else found


def _given_names(order: tuple[str, ...]) -> list[str]:
    return [f"after_{name}" for name in names_in(order)]


def _size_for(size: int) -> int:
    return next((known for known in SIZES if known >= size), size)
