"""Give what SQLite's file does not use back to the disk, as PostgreSQL's autovacuum does with pages."""

from contextlib import suppress
from typing import Any

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

# How many pages one statement gives back. Others can write after each of them.
PAGES_AT_ONCE = 500
# A file that is written anew within a second. Nobody else can write meanwhile.
MOST_BYTES_REWRITTEN = 100_000_000


def give_back_free_pages(connection: BaseDatabaseWrapper) -> int:
    """Shorten SQLite's file by the pages that are free, and return their number.

    It moves pages from the end of the file into the gaps. It does nothing within a transaction, or in a file that was
    made without `auto_vacuum`, unless that file went through `VACUUM` since
    (https://www.sqlite.org/pragma.html#pragma_auto_vacuum).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return 0
    with connection.cursor() as cursor:
        before = free = _free(cursor)
        while free:
            cursor.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()
            left = _free(cursor)
            if left >= free:
                break
            free = left
    return before - free


def close_gaps(connection: BaseDatabaseWrapper) -> None:
    """Write SQLite's file anew, without the gaps within its pages, if it is small. Else give back its free pages.

    It does nothing within a transaction, if the disk is full, or if others keep writing. The gaps then wait for the
    next call.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor, suppress(OperationalError):
        if _number(cursor, "page_count") * _number(cursor, "page_size") > MOST_BYTES_REWRITTEN:
            give_back_free_pages(connection)
        else:
            _rewrite(cursor)


def _rewrite(cursor: Any) -> None:
    # For files that were made without it.
    cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    cursor.execute("VACUUM")
    # The new file is in the log until a checkpoint. That of SQLite's own follows if somebody is reading: to wait for
    # readers would keep all writers waiting.
    patience = _number(cursor, "busy_timeout")
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _free(cursor: Any) -> int:
    return _number(cursor, "freelist_count")


def _number(cursor: Any, pragma: str) -> int:
    return int(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])
