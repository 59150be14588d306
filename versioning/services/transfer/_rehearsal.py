"""Do an import without keeping any of it, so that nobody who writes meanwhile waits for it."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from versioning.exceptions import VersioningError
from versioning.services.transfer._apart import Report, apart, within
from versioning.services.transfer._scratch import scratch_folder

Result = TypeVar("Result")
# How often a rehearsal begins anew after somebody waited for it, and after how many seconds.
ATTEMPTS, PAUSE = 5, 2.0
IN_THE_WAY = (
    "People are saving documents that this import would change, and a preview does not make them wait. Nothing was "
    "imported. Preview it again when they are done."
)
NO_ROOM = (
    "A preview works on a copy of the database, which takes {size:,} bytes in the folder tmp of DATA_DIR. It has "
    "{free:,} bytes. Free some, or import without a preview."
)


class _InTheWay(Exception):
    """Somebody waits for a lock of the rehearsal."""


def in_rehearsal(work: Callable[[Report], Result], *, report: Report) -> Result:
    """Return what `work` returns, and keep nothing that it writes.

    In a thread with a connection of its own: what `report` writes is kept. If `report` raises, it stops.

    SQLite has one writer at a time, so there the work is done in a copy of the database. On PostgreSQL it is done in a
    transaction that is rolled back. If somebody waits for one of its locks, it is rolled back at once and begins anew.

    Raises VersioningError if there is no room for the copy, or if it was in the way each time.
    """
    if connection.in_atomic_block:
        with _rolled_back():
            return work(report)
    if connection.vendor == "sqlite":
        return _in_copy(work, report=report)
    return _giving_way(work, report=report)


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _in_copy(work: Callable[[Report], Result], *, report: Report) -> Result:
    with scratch_folder("stemma-rehearsal-") as folder:
        copy = folder / "copy.sqlite3"
        _copy_database(copy)

        def in_copy(tell: Report) -> Result:
            # The thread ends with the work, and its connections with it.
            connections[DEFAULT_DB_ALIAS] = _connection_to(copy)
            return within(_rolled_back, work, tell)

        return apart(in_copy, report=report)


def _copy_database(target: Path) -> None:
    """Copy the database as one moment saw it. Others write meanwhile. Raises VersioningError if there is no room."""
    with connection.cursor() as cursor:
        pages, page = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    free = shutil.disk_usage(target.parent).free
    # As much again for what the import writes.
    if free < 2 * pages * page:
        raise VersioningError(NO_ROOM.format(size=2 * pages * page, free=free))
    with closing(sqlite3.connect(target)) as copy:
        # All pages in one step: with several, each write of somebody else would begin the copy anew.
        connection.connection.backup(copy, pages=-1)


def _connection_to(copy: Path) -> BaseDatabaseWrapper:
    settings = {**connections.databases[DEFAULT_DB_ALIAS], "NAME": str(copy)}
    wrapper: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    return wrapper


def _giving_way(work: Callable[[Report], Result], *, report: Report) -> Result:
    for attempt in range(ATTEMPTS):
        time.sleep(PAUSE * bool(attempt))
        try:
            return _watched(work, report=report)
        except _InTheWay:
            continue
    raise VersioningError(IN_THE_WAY)


def _watched(work: Callable[[Report], Result], *, report: Report) -> Result:
    """Return what `work` returns in a transaction that is rolled back. Raise _InTheWay if somebody waits for it."""
    backends: list[int] = []

    def noted(tell: Report) -> Result:
        connection.ensure_connection()
        backends.append(connection.connection.info.backend_pid)
        return within(_rolled_back, work, tell)

    def watching(done: int, total: int) -> None:
        if backends and _is_waited_for(backends[0]):
            raise _InTheWay
        report(done, total)

    return apart(noted, report=watching)


def _is_waited_for(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid)))", [backend])
        (waits,) = cursor.fetchone()
    return bool(waits)
