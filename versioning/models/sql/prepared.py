"""Statements whose text is made once.

For a hot lookup, the ORM takes ten times as long to write the SQL as the database takes to answer it. What is written
here is still a query set; only its text, the converters of its columns and the way from a row to an object are kept.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Combinable
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from versioning.models.sql.statements import Statement
from versioning.models.sql.values import Converter, quicker, to_column
from versioning.ops.replica.routing import alias_to_read

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """Stands in a query set for a value that each call gives under this name."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def bound(self, given: dict[str, Any]) -> Any:
        return self._convert(given[self.name])

    @cached_property
    def _convert(self) -> Converter:
        return to_column(self.output_field)


class Prepared(Generic[Row]):
    """A query set of models with `Given`s in it, made and compiled when it is first asked."""

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self._rows = rows

    def one(self, **given: Any) -> Row | None:
        """The one row that there can be."""
        return next(iter(self.all(**given)), None)

    def all(self, **given: Any) -> list[Row]:
        """The rows for these values, which are converted as the ORM converts them."""
        text = self._text
        connection = connections[DEFAULT_DB_ALIAS if text.locks else alias_to_read(text.maker.model)]
        if text.locks and connection.get_autocommit():
            raise TransactionManagementError("A row is locked within a transaction only.")
        params = [part.bound(given) if isinstance(part, Given) else part for part in text.params]
        return text.all_made(text.statement.rows(params, connection=connection), connection=connection)

    @cached_property
    def _text(self) -> "_Text":
        query = self._rows().query
        # Of one row there is no order, and of several, whoever asks names it.
        query.default_ordering = False
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        columns = [column[0] for column in compiler.select]
        converters = [
            _Converter(at, [quicker(function) for function in found], column)
            for at, (found, column) in compiler.get_converters(columns).items()
        ]
        maker = _Maker(compiler.klass_info, compiler.select, converters)
        annotations = dict(compiler.annotation_col_map or {})
        beside = [converter for converter in converters if converter.at in annotations.values()]
        chosen = ", ".join(column[1][0] for column in compiler.select)
        locks = query.select_for_update
        return _Text(Statement(sql), tuple(params), chosen, maker, list(annotations.items()), beside, locks=locks)


class PreparedUpdate(Prepared[Row]):
    """A change of the rows of a query set, of one table, which come back as they are by then.

    It locks, changes and reads them in one statement, within a transaction.
    """

    def __init__(self, rows: Callable[[], QuerySet[Row]], **changes: Expression | Combinable) -> None:
        super().__init__(rows)
        self._changes = changes

    @cached_property
    def _text(self) -> "_Text":
        reading, updating = super()._text, cast(UpdateQuery, self._rows().query.chain(UpdateQuery))
        updating.add_update_values(self._changes)
        sql, params = updating.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        statement = Statement(f"{sql} RETURNING {reading.columns}")
        return reading._replace(statement=statement, params=tuple(params), locks=True)


class _Converter(NamedTuple):
    at: int
    functions: Sequence[Callable[..., Any]]
    column: Any


class _Maker:
    """Makes an object of a row, with those that were joined to it, as the ORM does; but no signal tells of it."""

    def __init__(self, info: Any, select: Sequence[Any], converters: Sequence[_Converter]) -> None:
        columns = info["select_fields"]
        self.model, self.start, self.end = info["model"], columns[0], columns[-1] + 1
        self.names = [column[0].target.attname for column in select[self.start : self.end]]
        self.key = self.start + self.names.index(self.model._meta.pk.attname)
        self.converters = [converter for converter in converters if self.start <= converter.at < self.end]
        self.joined = [
            (_Maker(below, select, converters), below["local_setter"], below["remote_setter"])
            for below in info.get("related_klass_infos", ())
        ]

    def once(self, row: list[Any], *, known: dict[Any, Any], connection: BaseDatabaseWrapper) -> Any | None:
        """What is joined to several rows is made of the first of them."""
        key = self.start, row[self.key]
        if key[1] is None:
            return None
        if key not in known:
            known[key] = self.make(row, known=known, connection=connection)
        return known[key]

    def make(self, row: list[Any], *, known: dict[Any, Any], connection: BaseDatabaseWrapper) -> Any:
        _convert(row, self.converters, connection=connection)
        made = self.model.__new__(self.model)
        state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        made.__dict__.update(zip(self.names, row[self.start : self.end], strict=True), _state=state)
        for maker, set_here, set_there in self.joined:
            joined = maker.once(row, known=known, connection=connection)
            set_here(made, joined)
            if joined is not None:
                set_there(joined, made)
        return made


class _Text(NamedTuple):
    statement: Statement
    params: tuple[Any, ...]
    columns: str
    maker: _Maker
    annotations: Sequence[tuple[str, int]]
    converters: Sequence[_Converter]
    locks: bool

    def all_made(self, rows: Sequence[Sequence[Any]], *, connection: BaseDatabaseWrapper) -> list[Any]:
        known: dict[Any, Any] = {}
        return [self._made(list(row), known=known, connection=connection) for row in rows]

    def _made(self, row: list[Any], *, known: dict[Any, Any], connection: BaseDatabaseWrapper) -> Any:
        made = self.maker.make(row, known=known, connection=connection)
        _convert(row, self.converters, connection=connection)
        for name, at in self.annotations:
            setattr(made, name, row[at])
        return made


def _convert(row: list[Any], converters: Sequence[_Converter], *, connection: BaseDatabaseWrapper) -> None:
    for at, functions, column in converters:
        for function in functions:
            row[at] = function(row[at], column, connection)
