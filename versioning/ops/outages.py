"""Tell the outside world's failures from our own: which answer an ill database or a full disk deserves."""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from versioning.ops.files.store import StoreUnavailable
from versioning.ops.hashing import RETRY_SECONDS as HASHING_RETRY_SECONDS
from versioning.ops.hashing import HashingBusy
from versioning.ops.load.bodies import BodiesBusy
from versioning.ops.load.pool import PoolBusy

RETRY_SECONDS = 5


@dataclass(frozen=True)
class Outage:
    """A status of 503 (RFC 9110 section 15.6.4) or 507 (RFC 4918 section 11.5), and a sentence for people."""

    status: int
    message: str
    retry_seconds: int = RETRY_SECONDS


# A connection that breaks during COMMIT leaves open whether the change was made, so this one promises nothing.
UNAVAILABLE = Outage(503, "The database does not answer right now. Try again in a few seconds.")
BUSY = Outage(503, "The database is busy right now. Nothing was changed. Try again in a few seconds.")
READ_ONLY = Outage(503, "The database takes no changes right now. Nothing was changed. Try again in a few seconds.")
FULL = Outage(507, "The server's disk is full. Nothing was changed. Tell the administrator.", retry_seconds=60)
EXHAUSTED = Outage(503, "The server has no memory or no files left right now. Try again in a few seconds.")
FAULTY_DISK = Outage(503, "The server's disk does not answer right now. Tell the administrator.", retry_seconds=60)
CROWDED = Outage(
    503,
    "Too many of your requests are in progress. Nothing was changed. Try again in a few seconds.",
    retry_seconds=2,
)
SLOW_BODIES = Outage(
    503,
    "The server is receiving as many requests as it can. Nothing was changed. Try again in a few seconds.",
    retry_seconds=2,
)
STORE = Outage(
    503, "The file store does not answer right now. Texts can be read and saved. Try again in a few seconds."
)

# https://www.sqlite.org/rescode.html, the primary codes.
SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: UNAVAILABLE,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_NOMEM: EXHAUSTED,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: whole codes, then classes of two characters.
POSTGRES = {
    "53100": FULL,
    "25006": READ_ONLY,
    "25P03": UNAVAILABLE,
    "25P04": UNAVAILABLE,
    "55P03": BUSY,
    "57014": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "08": UNAVAILABLE,
    "53": UNAVAILABLE,
    "57": UNAVAILABLE,
    "58": UNAVAILABLE,
}
DISK = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EIO: FAULTY_DISK}
# No further file, connection, process or memory for one.
SYSTEM = dict.fromkeys((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN), EXHAUSTED)
# If `tempfile` can write to no folder, it raises FileNotFoundError with this message.
NO_TEMPORARY_FOLDER = "No usable temporary directory"


def outage_of(error: BaseException) -> Outage | None:
    """Return the outage that the error comes from, or None if the fault is our own."""
    return next((outage for cause in _causes(error) if (outage := _read(cause)) is not None), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it was raised from. Django wraps each error of a driver in one of its own."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _read(error: BaseException) -> Outage | None:
    if isinstance(error, PoolBusy):
        return Outage(503, str(error), retry_seconds=2)
    if isinstance(error, BodiesBusy):
        return SLOW_BODIES
    if isinstance(error, StoreUnavailable):
        return STORE
    if isinstance(error, HashingBusy):
        return Outage(503, str(error), retry_seconds=HASHING_RETRY_SECONDS)
    if isinstance(error, sqlite3.Error):
        # The low byte is the primary code.
        return SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, psycopg.Error):
        return _read_postgres(error)
    return _read_system(error) if isinstance(error, OSError) else None


def _read_postgres(error: psycopg.Error) -> Outage | None:
    code = error.sqlstate
    if code is None:
        # The server did not say it, so the connection failed. Errors in our use of the driver are ProgrammingErrors.
        return UNAVAILABLE if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else None
    return POSTGRES.get(code) or POSTGRES.get(code[:2])


def _read_system(error: OSError) -> Outage | None:
    if (error.strerror or "").startswith(NO_TEMPORARY_FOLDER):
        return FULL
    return (DISK | SYSTEM).get(error.errno or 0)
