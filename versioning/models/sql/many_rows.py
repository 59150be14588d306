"""Writing many rows of one model at once, as an import does.

What is written, and as which values, is what the ORM would write; no signal tells of it. PostgreSQL takes all rows as
one JSON value: binding 20,000 values to a statement takes longer than keeping the rows, and COPY leaves pages empty.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

Fields = Sequence["Field[Any, Any]"]
Statements = Iterator[tuple[str, list[Any]]]


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert them in their order, all of them or none. Raises IntegrityError.

    Either all have their keys or none has, and the database gives them keys that these objects are not told.
    """
    if not rows:
        return
    connection, first = connections[DEFAULT_DB_ALIAS], rows[0]
    fields = [field for field in first._meta.local_concrete_fields if first.pk is not None or not field.primary_key]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for sql, values in _STATEMENTS[connection.vendor](rows, fields, connection):
            cursor.execute(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def fresh_keys(model: type[Model], *, count: int) -> Sequence[int]:
    """So many keys, ascending, as the database would give to the next rows, so that rows can name each other.

    Within the transaction that writes the rows: on SQLite, a key that it leaves unused is given to others.
    """
    connection, meta = connections[DEFAULT_DB_ALIAS], model._meta
    statement = _NEXT_KEYS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"table": meta.db_table, "column": meta.pk.column, "count": count})
        return [key for (key,) in cursor.fetchall()]


def _of_values(rows: Sequence[Model], fields: Fields, connection: BaseDatabaseWrapper) -> Statements:
    """As many rows a statement as it may have values."""
    table, names = _named(rows[0], fields, connection)
    places = f"({', '.join(['%s'] * len(fields))})"
    most = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in part for field in fields]
        yield f"INSERT INTO {table} ({names}) VALUES {', '.join([places] * len(part))}", values  # noqa: S608  own names


def _of_one_value(rows: Sequence[Model], fields: Fields, connection: BaseDatabaseWrapper) -> Statements:
    table, names = _named(rows[0], fields, connection)
    told = [{field.column: field.get_prep_value(field.pre_save(row, True)) for field in fields} for row in rows]
    sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608
    yield sql, [json.dumps(told, default=_as_json)]


def _as_json(value: UUID | datetime | bytes) -> str:
    """What the database reads as the same value."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, datetime) else f"\\x{bytes(value).hex()}"


def _named(row: Model, fields: Fields, connection: BaseDatabaseWrapper) -> tuple[str, str]:
    quoted = connection.ops.quote_name
    return quoted(row._meta.db_table), ", ".join(quoted(str(field.column)) for field in fields)


_STATEMENTS: dict[str, Callable[[Sequence[Model], Fields, BaseDatabaseWrapper], Statements]] = {
    "postgresql": _of_one_value,
    "sqlite": _of_values,
}
_NEXT_KEYS = {
    "postgresql": """
        SELECT nextval(pg_get_serial_sequence(%(table)s, %(column)s)) AS key
        FROM generate_series(1, %(count)s) ORDER BY key
    """,
    "sqlite": """
        WITH RECURSIVE fresh (key, place) AS (
            SELECT COALESCE(MAX(seq), 0) + 1, 1 FROM sqlite_sequence WHERE name = %(table)s
            UNION ALL SELECT key + 1, place + 1 FROM fresh WHERE place <= %(count)s
        )
        SELECT key FROM fresh WHERE place <= %(count)s
    """,
}
