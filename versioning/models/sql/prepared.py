"""Query sets that are compiled once.

For a hot lookup, the ORM takes ten times as long to build the SQL as the database takes to run it. The query is still
written as a query set. Its SQL, the converters of its columns and the way from a row to objects are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Combinable
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from versioning.models.sql.statements import Statement
from versioning.models.sql.values import Converter, from_column, to_column
from versioning.ops.replica.routing import alias_to_read

Row = TypeVar("Row", bound=Model)
# The index of a column, and the conversion of its values.
_At = tuple[int, Converter]


class Parameter(Expression):
    """A placeholder in a query set. Each call passes its value by this name."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def bound(self, values: Mapping[str, Any]) -> Any:
        return self._convert(values[self.name])

    @cached_property
    def _convert(self) -> Converter:
        return to_column(self.output_field)


class Prepared(Generic[Row]):
    """A query set with parameters, compiled at its first use."""

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self._rows = rows

    def one(self, **values: Any) -> Row | None:
        """Return the row, or None if there is none. The query must match one row at most."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> list[Row]:
        """Return the rows for these values. The ORM's conversions apply.

        Raises TransactionManagementError if the query locks rows outside of a transaction.
        """
        text = self.text
        connection = connections[DEFAULT_DB_ALIAS if text.locks else alias_to_read(text.maker.model)]
        # The ORM checks this when it compiles a query, which happens only once here.
        if text.locks and connection.get_autocommit():
            raise TransactionManagementError("Rows can be locked only inside a transaction.")
        return text.all_made(text.statement.rows(bound(text.params, values), connection=connection))

    @cached_property
    def text(self) -> "PreparedText":
        return self._compiled()

    def _compiled(self) -> "PreparedText":
        query = self._rows().query
        # The model's default ordering would be sorted for nothing: one row needs none, and lists name theirs.
        query.default_ordering = False
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        columns = [column[0] for column in compiler.select]
        # In their order: of a column with several, each converts the value of the one before.
        converters = [
            (at, from_column(function, column))
            for at, (functions, column) in compiler.get_converters(columns).items()
            for function in functions
        ]
        maker = _Maker(compiler.klass_info, compiler.select, converters)
        annotations = dict(compiler.annotation_col_map or {})
        beside = [converter for converter in converters if converter[0] in annotations.values()]
        chosen = ", ".join(column[1][0] for column in compiler.select)
        chosen_params = tuple(param for column in compiler.select for param in column[1][1])
        locks = query.select_for_update
        return PreparedText(
            Statement(sql),
            tuple(params),
            chosen,
            chosen_params,
            maker,
            list(annotations.items()),
            beside,
            width=len(columns),
            locks=locks,
        )


@dataclass(frozen=True)
class Lookup(Generic[Row]):
    """A prepared query of one row, with the values of its parameters except `user`."""

    prepared: Prepared[Row]
    values: Mapping[str, Any]

    def one(self, *, user: Any) -> Row | None:
        """Return the row for this user, or None if there is none."""
        return self.prepared.one(**self.values, user=user)


def bound(params: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    """Return the parameters of a statement for these values."""
    return [part.bound(values) if isinstance(part, Parameter) else part for part in params]


class PreparedUpdate(Prepared[Row]):
    """An UPDATE of the rows of a query set of one table, which returns the changed rows.

    One statement locks, changes and reads the rows. It needs a transaction.
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]], **changes: Expression | Combinable) -> None:
        super().__init__(rows)
        self._changes = changes

    def _compiled(self) -> "PreparedText":
        reading, updating = super()._compiled(), cast(UpdateQuery, self._rows().query.chain(UpdateQuery))
        # As QuerySet.update() does: annotations are read, not written.
        updating.annotations = {}
        updating.add_update_values(self._changes)
        sql, params = updating.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        statement = Statement(f"{sql} RETURNING {reading.columns}")
        return reading._replace(statement=statement, params=(*params, *reading.column_params), locks=True)


class _StoredState(ModelState):
    """The state of an instance that was read from the database."""

    db = DEFAULT_DB_ALIAS
    adding = False


class _Maker:
    """Builds a model instance and its joined instances from a row, as the ORM does. No signal is sent."""

    def __init__(self, info: Any, select: Sequence[Any], converters: Sequence[_At]) -> None:
        columns = info["select_fields"]
        self.model, start, end = info["model"], columns[0], columns[-1] + 1
        self.names = [column[0].target.attname for column in select[start:end]]
        self.columns = slice(start, end)
        self.key = start + self.names.index(self.model._meta.pk.attname)
        self.converters = [(at, convert) for at, convert in converters if start <= at < end]
        self.joined = [
            (_Maker(below, select, converters), below["local_setter"], _setter_there(below))
            for below in info.get("related_klass_infos", ())
        ]

    def once(self, row: list[Any], *, instances: dict[Any, Any]) -> Any | None:
        """Return the joined instance of a row. Rows with the same key share one instance."""
        # A left join without a match: the key is null.
        key = self.key, row[self.key]
        if key[1] is None:
            return None
        if key not in instances:
            instances[key] = self.make(row, instances=instances)
        return instances[key]

    def make(self, row: list[Any], *, instances: dict[Any, Any]) -> Any:
        _convert(row, self.converters)
        # __init__() would assign each field in turn and send two signals.
        instance = self.model.__new__(self.model)
        instance.__dict__.update(zip(self.names, row[self.columns], strict=True), _state=_StoredState())
        for maker, set_here, set_there in self.joined:
            joined = maker.once(row, instances=instances)
            set_here(instance, joined)
            if set_there is not None and joined is not None:
                set_there(joined, instance)
        return instance


def _setter_there(joined: Any) -> Callable[[Any, Any], None] | None:
    """Return the function that tells a joined instance of the one that it belongs to, or None if many share it."""
    is_shared = not joined["reverse"] and not joined["field"].unique
    return None if is_shared else joined["remote_setter"]


class PreparedText(NamedTuple):
    """The SQL of a query with its parameters, and the way from its rows to objects. `width` counts its columns."""

    statement: Statement
    params: tuple[Any, ...]
    columns: str
    column_params: tuple[Any, ...]
    maker: _Maker
    annotations: Sequence[tuple[str, int]]
    converters: Sequence[_At]
    width: int
    locks: bool

    def all_made(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        instances: dict[Any, Any] = {}
        return [self._made(list(row), instances=instances) for row in rows]

    def _made(self, row: list[Any], *, instances: dict[Any, Any]) -> Any:
        instance = self.maker.make(row, instances=instances)
        _convert(row, self.converters)
        for name, at in self.annotations:
            setattr(instance, name, row[at])
        return instance


def _convert(row: list[Any], converters: Sequence[_At]) -> None:
    for at, convert in converters:
        # No converter changes a null.
        if row[at] is not None:
            row[at] = convert(row[at])
