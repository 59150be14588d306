"""Write rows by statements whose text is built once.

For a row of twenty columns, the ORM takes longer to build the SQL than the database takes to store the row. The values
that are written are the same as the ORM's. No signal is sent.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, DateTimeField, Field, Model

from versioning.models.sql.statements import Statement
from versioning.models.sql.values import Converter, plain_type, to_column

Row = TypeVar("Row", bound=Model)


class _Column(NamedTuple):
    """`plain` is the type of the values that need no conversion."""

    name: str
    plain: type | None
    convert: Converter


class _Write(NamedTuple):
    """A statement and the columns whose values it takes.

    `generated` are the fields that may set their own value when a row is saved, for example `auto_now`.
    """

    statement: Statement
    columns: tuple[_Column, ...]
    generated: "tuple[Field[Any, Any], ...]"

    @classmethod
    def of(cls, sql: str, fields: "Sequence[Field[Any, Any]]") -> "_Write":
        columns = (_Column(field.attname, plain_type(field), to_column(field)) for field in fields)
        return cls(Statement(sql), tuple(columns), tuple(field for field in fields if _is_generated(field)))

    def values(self, row: Model, *, adding: bool) -> list[Any]:
        for field in self.generated:
            setattr(row, field.attname, field.pre_save(row, adding))
        pairs = [(column, getattr(row, column.name)) for column in self.columns]
        return [
            value if value is None or value.__class__ is column.plain else column.convert(value)
            for column, value in pairs
        ]


class Computed(NamedTuple):
    """The value of one field of a new row, computed by the database: an SQL expression and the values in it."""

    field: str
    sql: str
    values: tuple[Any, ...]


def insert_row(row: Row) -> Row:
    """Insert the row and return it. The database gives it a key if it has none. Raises IntegrityError."""
    _insert(row, unless=())
    return row


def insert_unless_taken(row: Model, *, unless: tuple[str, ...], computed: Computed | None = None) -> bool:
    """Insert the row unless another row has the same values in these fields. Return whether it was inserted.

    The fields must be unique together. A conflict raises no error, so a retry needs no savepoint. The row gets the
    value that the database computed. Raises IntegrityError for other conflicts.
    """
    return _insert(row, unless=unless, computed=computed)


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one model in their order, all of them or none. Raises IntegrityError.

    Either all rows have a key or none has one. If none has, the database gives the keys, and the objects do not get
    them: take `fresh_keys` for rows that refer to each other.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(savepoint=False):
        for statement, values in _INSERTS[connection.vendor](rows, connection):
            statement.changed(values, connection=connection)
    for row in rows:
        _mark_stored(row)


def update_row(row: Model, *names: str) -> None:
    """Write the named fields of the row. Raises DatabaseError if the row no longer exists."""
    connection = connections[DEFAULT_DB_ALIAS]
    write = _update(type(row), names)
    if write.statement.changed(write.values(row, adding=False), connection=connection) != 1:
        raise DatabaseError(f"{row!r} is gone.")


def delete_row(row: Model) -> None:
    """Delete the row. Rows that refer to it are left to the database, which deletes or refuses them."""
    connection = connections[DEFAULT_DB_ALIAS]
    write = _delete(type(row))
    write.statement.changed(write.values(row, adding=False), connection=connection)


def _insert(row: Model, *, unless: tuple[str, ...], computed: Computed | None = None) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    write = _insert_one(type(row), unless, *(computed or ())[:2])
    values = write.values(row, adding=True)
    if computed is not None:
        values.extend(computed.values)
    stored = write.statement.rows(values, connection=connection)
    if not stored:
        return False
    _mark_stored(row)
    if row.pk is None:
        row.pk = stored[0][0]
    if computed is not None:
        setattr(row, computed.field, stored[0][1])
    return True


def _mark_stored(row: Model) -> None:
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _by_values(rows: Sequence[Model], connection: BaseDatabaseWrapper) -> Iterator[tuple[Statement, list[Any]]]:
    """Yield statements of as many rows each as SQLite takes parameters for."""
    fields = _insertable(rows[0])
    write, head, placeholders = _insert_many(type(rows[0]), fields)
    size = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        # The text depends on the number of rows. It is not kept: imports would fill the memory with such texts.
        statement = Statement(f"{head} VALUES {', '.join([placeholders] * len(batch))}")
        yield statement, [value for row in batch for value in write.values(row, adding=True)]


def _by_json(rows: Sequence[Model], connection: BaseDatabaseWrapper) -> Iterator[tuple[Statement, list[Any]]]:
    """Yield one statement that takes all rows as one JSON value.

    To bind 20,000 values to a statement takes PostgreSQL longer than to store the rows, and COPY leaves pages empty.
    """
    fields = _insertable(rows[0])
    values = [{field.column: field.get_prep_value(field.pre_save(row, True)) for field in fields} for row in rows]
    yield _insert_json(type(rows[0]), fields), [json.dumps(values, default=_as_json)]


def _as_json(value: UUID | datetime | bytes) -> str:
    """Return the text that PostgreSQL reads as this value."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, datetime) else f"\\x{bytes(value).hex()}"


_INSERTS: dict[str, Callable[[Sequence[Model], BaseDatabaseWrapper], Iterator[tuple[Statement, list[Any]]]]] = {
    "postgresql": _by_json,
    "sqlite": _by_values,
}


@cache
def _insert_one(model: type[Model], unless: tuple[str, ...], computed: str = "", expression: str = "") -> _Write:
    """Return the INSERT of a row. `computed` names the field that gets the value of `expression`. It comes last."""
    meta = model._meta
    fields = tuple(field for field in _without_automatic_key(model) if field.name != computed)
    columns = [_quoted(field.column) for field in (*fields, *_named(model, (computed,) if computed else ()))]
    values = [*["%s"] * len(fields), *([expression] if computed else [])]
    conflict = _columns(_named(model, unless))
    parts = (
        f"INSERT INTO {_quoted(meta.db_table)} ({', '.join(columns)}) VALUES ({', '.join(values)})",  # noqa: S608
        f"ON CONFLICT ({conflict}) DO NOTHING" if unless else "",
        f"RETURNING {', '.join([_quoted(meta.pk.column), *columns[len(fields) :]])}",
    )
    return _Write.of(" ".join(parts), fields)


@cache
def _insert_many(model: type[Model], fields: "tuple[Field[Any, Any], ...]") -> tuple[_Write, str, str]:
    """Return the conversion of a row's values, and the two parts that a statement is put together from."""
    head, placeholders = f"INSERT INTO {_quoted(model._meta.db_table)} ({_columns(fields)})", _placeholders(fields)
    return _Write.of(f"{head} VALUES {placeholders}", fields), head, placeholders


@cache
def _insert_json(model: type[Model], fields: "tuple[Field[Any, Any], ...]") -> Statement:
    table, columns = _quoted(model._meta.db_table), _columns(fields)
    source = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608  names of our own
    return Statement(f"INSERT INTO {table} ({columns}) {source}")


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> _Write:
    meta, fields = model._meta, _named(model, names)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  as above
    return _Write.of(sql, (*fields, meta.pk))


@cache
def _delete(model: type[Model]) -> _Write:
    meta = model._meta
    sql = f"DELETE FROM {_quoted(meta.db_table)} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  names of our own
    return _Write.of(sql, (meta.pk,))


# Fields are hashable, so the caches above take a tuple of fields as their key.
def _insertable(row: Model) -> "tuple[Field[Any, Any], ...]":
    model = type(row)
    return _without_automatic_key(model) if row.pk is None else _given(model)


def _without_automatic_key(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    return tuple(field for field in _given(model) if not isinstance(field, AutoField))


def _given(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    """Return the fields that a new row has a value for. The database sets the others by their `db_default`."""
    fields = model._meta.local_concrete_fields
    return tuple(field for field in fields if field.has_default() or not field.has_db_default())


def _named(model: type[Model], names: tuple[str, ...]) -> "tuple[Field[Any, Any], ...]":
    fields = {field.name: field for field in model._meta.concrete_fields}
    return tuple(fields[name] for name in names)


def _is_generated(field: "Field[Any, Any]") -> bool:
    if isinstance(field, DateTimeField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _columns(fields: "Sequence[Field[Any, Any]]") -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _placeholders(fields: "Sequence[Field[Any, Any]]") -> str:
    return f"({', '.join(['%s'] * len(fields))})"


def _quoted(name: str | None) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name)))
