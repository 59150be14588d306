import errno
import sqlite3
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from versioning.ops.outages import BUSY, EXHAUSTED, FAULTY_DISK, FULL, READ_ONLY, UNAVAILABLE, Outage, outage_of


def sqlite_error(tmp_path: Path, *statements: str) -> sqlite3.Error:
    """Return what SQLite itself raises at the last of the statements."""
    connection = sqlite3.connect(tmp_path / "some.sqlite3", isolation_level=None, timeout=0)
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as error:
        return error
    finally:
        connection.close()
    pytest.fail("Nothing was raised.")


def test_a_full_sqlite_file_is_insufficient_storage(tmp_path: Path) -> None:
    error = sqlite_error(
        tmp_path, "PRAGMA max_page_count = 1", "CREATE TABLE a (b)", "CREATE TABLE c (d)", "CREATE TABLE e (f)"
    )

    assert outage_of(error) == FULL


def test_a_read_only_sqlite_file_is_unavailable_for_changes(tmp_path: Path) -> None:
    assert outage_of(sqlite_error(tmp_path, "PRAGMA query_only = 1", "CREATE TABLE a (b)")) == READ_ONLY


def test_a_locked_sqlite_file_is_busy(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "some.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    error = sqlite_error(tmp_path, "BEGIN IMMEDIATE")

    holder.close()
    assert outage_of(error) == BUSY


def test_a_server_without_room_for_temporary_files_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "gone")])

    with pytest.raises(OSError, match="No usable temporary directory") as raised:
        tempfile.gettempdir()

    assert outage_of(raised.value) == FULL


def test_a_wrong_statement_is_a_fault_of_our_own(tmp_path: Path) -> None:
    assert outage_of(sqlite_error(tmp_path, "SELECT nothing FROM nowhere")) is None


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (psycopg.errors.DiskFull(), FULL),
        (psycopg.errors.ReadOnlySqlTransaction(), READ_ONLY),
        (psycopg.errors.LockNotAvailable(), BUSY),
        (psycopg.errors.QueryCanceled(), BUSY),
        (psycopg.errors.DeadlockDetected(), BUSY),
        (psycopg.errors.AdminShutdown(), UNAVAILABLE),
        (psycopg.errors.CannotConnectNow(), UNAVAILABLE),
        (psycopg.errors.TooManyConnections(), UNAVAILABLE),
        (psycopg.OperationalError("server closed the connection unexpectedly"), UNAVAILABLE),
        (psycopg.errors.IdleInTransactionSessionTimeout(), UNAVAILABLE),
        (psycopg.errors.lookup("25P04")(), UNAVAILABLE),
        (psycopg.errors.InFailedSqlTransaction(), None),
        (psycopg.errors.UndefinedColumn(), None),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.ProgrammingError("the cursor is closed"), None),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EMFILE, "Too many open files"), EXHAUSTED),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), EXHAUSTED),
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), EXHAUSTED),
        (OSError(errno.EIO, "Input/output error"), FAULTY_DISK),
        (OSError(errno.ENOENT, "No such file or directory"), None),
        (ValueError("ours"), None),
    ],
    ids=repr,
)
def test_each_error_is_an_outage_or_a_fault_of_our_own(error: Exception, outage: Outage | None) -> None:
    assert outage_of(error) == outage


def test_the_error_of_the_driver_is_found_below_the_one_of_django() -> None:
    error = OperationalError("disk full")
    error.__cause__ = psycopg.errors.DiskFull()

    assert outage_of(error) == FULL
