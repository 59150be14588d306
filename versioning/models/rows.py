"""Writing one row, by a statement whose text is made once.

For a row of twenty columns the ORM takes longer to write the SQL than the database takes to keep the row. What is
written, and as which values, is the same; no signal tells of it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import AutoField, DateTimeField, Field, Model

from versioning.models.statements import Statement
from versioning.models.values import Converter, to_column

Row = TypeVar("Row", bound=Model)


class _Column(NamedTuple):
    """`made_up`: the field may find the value itself when the row is saved, as the moment of it."""

    field: "Field[Any, Any]"
    convert: Converter
    made_up: bool

    def value(self, row: Model, *, adding: bool) -> Any:
        found = self.field.pre_save(row, adding) if self.made_up else getattr(row, self.field.attname)
        return self.convert(found)


class _Writing(NamedTuple):
    statement: Statement
    columns: tuple[_Column, ...]

    @classmethod
    def of(cls, sql: str, fields: "Iterable[Field[Any, Any]]") -> "_Writing":
        return cls(Statement(sql), tuple(_Column(field, to_column(field), _is_made_up(field)) for field in fields))

    def values(self, row: Model, *, adding: bool) -> list[Any]:
        return [column.value(row, adding=adding) for column in self.columns]


def insert_row(row: Row) -> Row:
    """Insert it, with a key of the database's where it has none. Raises IntegrityError."""
    _insert(row, unless=())
    return row


def insert_unless_taken(row: Model, *, unless: tuple[str, ...]) -> bool:
    """Insert it unless there is a row that has the same in these fields, which are unique together.

    No error has to be undone then, so that it may be tried again with no savepoint. Raises IntegrityError for others.
    """
    return _insert(row, unless=unless)


def update_row(row: Model, *names: str) -> None:
    """Write these of its fields. Raises DatabaseError where the row is gone."""
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _updating(type(row), names)
    if writing.statement.changed(writing.values(row, adding=False), connection=connection) != 1:
        raise DatabaseError(f"{row!r} is gone.")


def delete_row(row: Model) -> None:
    """Delete it. Nothing refers to it but what the database itself takes away along with it, or refuses."""
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _deleting(type(row))
    writing.statement.changed(writing.values(row, adding=False), connection=connection)


def _insert(row: Model, *, unless: tuple[str, ...]) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    writing = _inserting(type(row), unless)
    found = writing.statement.rows(writing.values(row, adding=True), connection=connection)
    if not found:
        return False
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if row.pk is None:
        row.pk = found[0][0]
    return True


@cache
def _inserting(model: type[Model], unless: tuple[str, ...]) -> _Writing:
    meta = model._meta
    fields = tuple(field for field in meta.local_concrete_fields if not isinstance(field, AutoField))
    conflict = ", ".join(_quoted(field.column) for field in _named(model, unless))
    parts = (
        f"INSERT INTO {_quoted(meta.db_table)} ({', '.join(_quoted(field.column) for field in fields)})",
        f"VALUES ({', '.join(['%s'] * len(fields))})",
        f"ON CONFLICT ({conflict}) DO NOTHING" if unless else "",
        f"RETURNING {_quoted(meta.pk.column)}",
    )
    return _Writing.of(" ".join(parts), fields)


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> _Writing:
    meta, fields = model._meta, _named(model, names)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  as below
    return _Writing.of(sql, (*fields, meta.pk))


@cache
def _deleting(model: type[Model]) -> _Writing:
    meta = model._meta
    sql = f"DELETE FROM {_quoted(meta.db_table)} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  names of our own
    return _Writing.of(sql, (meta.pk,))


def _named(model: type[Model], names: tuple[str, ...]) -> "tuple[Field[Any, Any], ...]":
    known = {field.name: field for field in model._meta.concrete_fields}
    return tuple(known[name] for name in names)


def _is_made_up(field: "Field[Any, Any]") -> bool:
    if isinstance(field, DateTimeField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _quoted(name: str | None) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name)))
