"""Give pages of SQLite's file that nothing uses back to the disk, as PostgreSQL's autovacuum does."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# How many pages one statement gives back. Others can write after each of them.
PAGES_AT_ONCE = 500


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


def _free(cursor: Any) -> int:
    return int(cursor.execute("PRAGMA freelist_count").fetchone()[0])
