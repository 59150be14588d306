"""Writing one row, by a statement whose text is made once.

For a row of twenty columns the ORM takes longer to write the SQL than the database takes to keep the row. What is
written, and as which values, is the same; no signal tells of it.
"""

from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import AutoField, Field, Model

Row = TypeVar("Row", bound=Model)


class _Statement(NamedTuple):
    sql: str
    fields: "tuple[Field[Any, Any], ...]"


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
    statement = _updating(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [_value(field, row, connection=connection) for field in statement.fields])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is gone.")


def delete_row(row: Model) -> None:
    """Delete it. Nothing refers to it but what the database itself takes away along with it, or refuses."""
    connection = connections[DEFAULT_DB_ALIAS]
    meta, key = row._meta, row._meta.pk
    sql = f"DELETE FROM {_quoted(meta.db_table)} WHERE {_quoted(key.column)} = %s"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        cursor.execute(sql, [_value(key, row, connection=connection)])


def _insert(row: Model, *, unless: tuple[str, ...]) -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    statement = _inserting(type(row), unless)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in statement.fields]
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, values)
        found = cursor.fetchone()
    if found is None:
        return False
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if row.pk is None:
        row.pk = found[0]
    return True


@cache
def _inserting(model: type[Model], unless: tuple[str, ...]) -> _Statement:
    meta = model._meta
    fields = tuple(field for field in meta.local_concrete_fields if not isinstance(field, AutoField))
    conflict = ", ".join(_quoted(field.column) for field in _named(model, unless))
    parts = (
        f"INSERT INTO {_quoted(meta.db_table)} ({', '.join(_quoted(field.column) for field in fields)})",
        f"VALUES ({', '.join(['%s'] * len(fields))})",
        f"ON CONFLICT ({conflict}) DO NOTHING" if unless else "",
        f"RETURNING {_quoted(meta.pk.column)}",
    )
    return _Statement(" ".join(parts), fields)


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> _Statement:
    meta, fields = model._meta, _named(model, names)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608  as above
    return _Statement(sql, (*fields, meta.pk))


def _named(model: type[Model], names: tuple[str, ...]) -> "tuple[Field[Any, Any], ...]":
    known = {field.name: field for field in model._meta.concrete_fields}
    return tuple(known[name] for name in names)


def _quoted(name: str | None) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name)))


def _value(field: "Field[Any, Any]", row: Model, *, connection: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, False), connection)
