"""Give what SQLite's file does not use back to the disk, as PostgreSQL's autovacuum does with pages."""

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

    It does nothing within a transaction. If the disk is full or others keep writing, only free pages are given back.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        is_small = _number(cursor, "page_count") * _number(cursor, "page_size") <= MOST_BYTES_REWRITTEN
        if not (is_small and _is_rewritten(cursor)):
            give_back_free_pages(connection)


def _is_rewritten(cursor: Any) -> bool:
    """Write the file anew. Return False if that failed, and nothing changed."""
    # For files that were made without it.
    cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    try:
        cursor.execute("VACUUM")
    except OperationalError:
        return False
    # The new file is in the log until then.
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return True


def _free(cursor: Any) -> int:
    return _number(cursor, "freelist_count")


def _number(cursor: Any, pragma: str) -> int:
    return int(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])
