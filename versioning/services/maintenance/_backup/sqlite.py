"""Copying a SQLite database while others read and write it.

Copying the file itself would miss what stands in its write-ahead log, so SQLite's backup API does it
(https://www.sqlite.org/backup.html).
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from versioning.exceptions import InvalidValue
from versioning.services.maintenance._backup.census import Census, take_census

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def dump_sqlite(target: Path) -> Census:
    """Copy the database into a new file, as one moment saw it, and count its rows there."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        # All pages in one step: with several, each write of somebody else would begin the copy anew.
        connection.connection.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        return _inspect(copy)


def load_sqlite(source: Path) -> None:
    """Replace what is in the database by what is in the file, in one transaction that a running server survives."""
    with closing(sqlite3.connect(source)) as copy:
        _inspect(copy)
        connection.ensure_connection()
        copy.backup(connection.connection, pages=-1)
    connection.close()


def _inspect(copy: sqlite3.Connection) -> Census:
    """Raises InvalidValue if SQLite itself finds the copy damaged."""

    def query(statement: str) -> Sequence[Sequence[Any]]:
        return copy.execute(statement).fetchall()

    (state,) = query("PRAGMA integrity_check(1)")[0]
    if state != "ok":
        raise InvalidValue(f"The copy of the database is damaged: {state}", field="source")
    return take_census(query, tables=[name for (name,) in query(TABLES)])
