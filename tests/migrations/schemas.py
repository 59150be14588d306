"""What a database holds, in a form that two databases can be compared by: its schema and its rows."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg

# FTS5 keeps its index in tables of these names. They are no part of what people stored.
INSIDE_OF_THE_INDEX = re.compile(r"versioning_searchindex")

UUID_BYTES = 16
Schema = dict[str, Any]
Rows = dict[str, list[str]]

# Everything but the order of columns, which differs if a table was altered instead of created.
_POSTGRESQL_SCHEMA = {
    "columns": """
        SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 AND NOT attisdropped
    """,
    "constraints": """
        SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT oid::regprocedure, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public'
    """,
}


# An IN over texts reads back differently once a dump of it was loaded: its casts move, and parentheses with them.
_CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def sqlite_schema(database: sqlite3.Connection) -> Schema:
    """Return the statement behind each table, index and trigger, by kind and name."""
    rows = database.execute("SELECT type, name, sql FROM sqlite_master")
    return {f"{kind} {name}": _parts(sql) if kind == "table" else sql for kind, name, sql in rows}


def _parts(statement: str) -> list[str]:
    """Split a CREATE TABLE into its head and, in alphabetical order, its columns and constraints."""
    head, _, body = statement.partition("(")
    return [head.strip(), *sorted(" ".join(part.split()) for part in _split(body.rpartition(")")[0]))]


def _split(body: str) -> Iterator[str]:
    """Yield what commas separate, except those within parentheses or quotes."""
    depth, start = 0, 0
    for token in re.finditer(r"'[^']*'|\"[^\"]*\"|[(),]", body):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if token[0] == "," and depth == 0:
            yield body[start : token.start()]
            start = token.end()
    yield body[start:]


def postgresql_schema(database: psycopg.Connection) -> Schema:
    """Return what the catalogues say of each kind of object in the schema `public`."""
    return {
        kind: sorted(_CASTS.sub("", repr(row)) for row in database.execute(query))
        for kind, query in _POSTGRESQL_SCHEMA.items()
    }


def sqlite_rows(database: sqlite3.Connection) -> Rows:
    """Return every row of every table, in an order that does not depend on how they are stored."""
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = [name for (name,) in rows if not INSIDE_OF_THE_INDEX.match(name)]
    database.row_factory = sqlite3.Row
    return {name: sorted(repr(_plain(row)) for row in database.execute(f'SELECT * FROM "{name}"')) for name in names}


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    return {name: plain(value) for name, value in dict(row).items()}


def plain(value: Any) -> Any:
    """Return a value as databases had it whose UUIDs were text."""
    return value.hex() if isinstance(value, bytes) and len(value) == UUID_BYTES else value


def postgresql_rows(database: psycopg.Connection) -> Rows:
    """Return every row of every table, in an order that does not depend on how they are stored."""
    tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {
        name: sorted(row for (row,) in database.execute(f'SELECT to_jsonb("{name}")::text FROM "{name}"'))
        for (name,) in tables
    }
