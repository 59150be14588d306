"""A connection whose threads do not all wait at once for the right to write.

SQLite has one writer at a time. The others wait in the driver, for as long as DATABASE_TIMEOUT if a command or another
process keeps the right. Readers never wait.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base

from versioning.ops.load.bulkhead import Bulkhead

# What takes the right to write if it is run outside of a transaction.
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")
BRIEF_MILLISECONDS = 50


class WritersBusy(sqlite3.OperationalError):
    """Enough threads wait for the right to write already."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY
    sqlite_errorname = "SQLITE_BUSY"


WRITERS = Bulkhead(refusal=WritersBusy)


class QueuedCursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or not query.startswith(WRITES):
            return super().execute(query, params)
        # Only for the wait. Within a transaction nobody waits any longer.
        with WRITERS.entered():
            return super().execute(query, params)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file. Only the first connection to a new file takes the right to write."""
        connection = super().get_new_connection(conn_params)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        if pages == 0:
            # So that the file can give back free pages. This has no effect on a file with tables.
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        return connection

    def create_cursor(self, name: Any = None) -> Any:
        return self.connection.cursor(factory=QueuedCursor)


def protect(*, places: int) -> None:
    """Let at most `places` threads of this process wait for the right to write."""
    WRITERS.limit(places)


@contextmanager
def brief_wait(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Wait for the right to write for a moment only, within the block. Nothing changes for other databases."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    ((usual,),) = connection.connection.execute("PRAGMA busy_timeout").fetchall()
    connection.connection.execute(f"PRAGMA busy_timeout = {BRIEF_MILLISECONDS}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {usual}")
