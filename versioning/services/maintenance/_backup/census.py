"""Counting the rows of every table, finding the last event, and listing the bytes of files."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from versioning.models import Event, File
from versioning.models.sql.values import uuid_of
from versioning.services.kernel.file_bytes import store_key

Query = Callable[[str], Sequence[Sequence[Any]]]


class Census(NamedTuple):
    """`rows` by the name of the table. `last_event` is the key of the newest event, or None if there is none.

    `keys` are those of the bytes of all files in the file store.
    """

    rows: dict[str, int]
    last_event: str | None
    keys: tuple[str, ...]


def take_census(query: Query, *, tables: Sequence[str]) -> Census:
    """Count with a function that runs one statement, so that all of them see one snapshot."""
    rows = {table: int(query(f'SELECT COUNT(*) FROM "{table}"')[0][0]) for table in sorted(tables)}  # noqa: S608  names from the catalog
    events = Event._meta.db_table
    newest = query(f'SELECT MAX(id) FROM "{events}"')[0][0] if events in rows else None  # noqa: S608  ours
    files = File._meta.db_table
    stored = query(f"SELECT DISTINCT project_id, sha256 FROM {files}") if files in rows else ()  # noqa: S608  ours
    return Census(
        rows=rows,
        last_event=None if newest is None else str(newest),
        keys=tuple(sorted(_key(project, sha256) for project, sha256 in stored)),
    )


def _key(project: Any, sha256: Any) -> str:
    return store_key(project_id=uuid_of(project), sha256=bytes(sha256))


def census_of_database() -> Census:
    """Count the rows of the database that the settings name."""
    with connection.cursor() as cursor:

        def query(statement: str) -> Sequence[Sequence[Any]]:
            cursor.execute(statement)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
            return rows

        return take_census(query, tables=connection.introspection.table_names(cursor))
