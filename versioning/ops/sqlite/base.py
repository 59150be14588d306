"""A connection whose threads do not all wait at once for the right to write.

SQLite has one writer at a time. The others wait for as long as DATABASE_TIMEOUT allows if a command or another process
keeps the right. Readers never wait.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations

from versioning.ops.load.bulkhead import Bulkhead
from versioning.ops.sqlite.uuids import read_uuid, unhex

Result = TypeVar("Result")
# What takes the right to write if it is run outside of a transaction.
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")
BRIEF_SECONDS = 0.05
# SQLite's own wait asks ever more rarely, down to once in 100 ms. Another process that writes often would nearly always
# have taken the right again by then.
PAUSE_SECONDS = 0.001


class WritersBusy(sqlite3.OperationalError):
    """Enough threads wait for the right to write already."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY
    sqlite_errorname = "SQLITE_BUSY"


# A step of an import or a long text takes the right to write for this long, and nothing is wrong.
LONGEST_STEP_SECONDS = 2.0
WRITERS = Bulkhead(refusal=WritersBusy, ill_after=LONGEST_STEP_SECONDS)
# Of the threads that wait, one asks SQLite for the right. The others queue behind it.
_TURN = threading.Lock()


class QueuedConnection(sqlite3.Connection):
    """`longest_wait` is in seconds."""

    def __init__(self, database: str, timeout: float, **options: Any) -> None:
        super().__init__(database, timeout=timeout, **options)
        self.longest_wait = timeout

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement, in turn if it takes the right to write. Statements of `models.sql` come here directly."""
        if self.in_transaction or not sql.startswith(WRITES):
            return super().execute(sql, parameters)
        run = super().execute
        return self.in_turn(lambda: run(sql, parameters))

    def in_turn(self, run: Callable[[], Result]) -> Result:
        """Run what takes the right to write. Only the wait is in turn: within a transaction nobody waits any longer.

        Raises sqlite3.OperationalError if others keep the right for `longest_wait`.
        """
        ends = time.monotonic() + self.longest_wait
        with WRITERS.entered(within=self.longest_wait):
            if not _TURN.acquire(timeout=max(0.0, ends - time.monotonic())):
                raise WritersBusy("others wait for the right to write")
            try:
                with _without_waiting(self):
                    return _repeated(run, until=ends)
            finally:
                _TURN.release()


class QueuedCursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        connection = cast(QueuedConnection, self.connection)
        if connection.in_transaction or not query.startswith(WRITES):
            return super().execute(query, params)
        run = super().execute
        return connection.in_turn(lambda: run(query, params))


def _repeated(run: Callable[[], Result], *, until: float) -> Result:
    while True:
        try:
            return run()
        except sqlite3.OperationalError as error:
            # The low byte is the primary code. Another one says, for example, that the log is being recovered.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(PAUSE_SECONDS)


@contextmanager
def _without_waiting(connection: QueuedConnection) -> Iterator[None]:
    """Let SQLite answer at once that another connection has the right to write."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {connection.longest_wait * 1000:.0f}")


class Features(DatabaseFeatures):
    # Fields hand UUIDs to the driver as they are.
    has_native_uuid_field = True


class Operations(DatabaseOperations):
    def convert_uuidfield_value(self, value: Any, expression: object, connection: object) -> Any:
        """Return the UUID. What a statement computes has no type, so the driver returns its bytes."""
        return read_uuid(value) if isinstance(value, bytes) else value


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = Features
    ops_class = Operations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file. Only the first connection to a new file takes the right to write."""
        connection = super().get_new_connection({**conn_params, "factory": QueuedConnection})
        connection.create_function("unhex", 1, unhex, deterministic=True)
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
    usual = connection.connection.longest_wait
    connection.connection.longest_wait = BRIEF_SECONDS
    try:
        yield
    finally:
        connection.connection.longest_wait = usual
