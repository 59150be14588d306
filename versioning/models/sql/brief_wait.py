"""Wait for a lock only for a moment, for writes that may just as well happen later."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

MILLISECONDS = 20


@contextmanager
def brief_wait() -> Iterator[None]:
    """Let statements of the block wait for SQLite's only write lock for MILLISECONDS at most.

    PostgreSQL locks single rows, so nothing changes there. Raises OperationalError, which `outage_of` recognizes.
    """
    if connection.vendor != "sqlite":
        yield
        return
    _wait(MILLISECONDS)
    try:
        yield
    finally:
        _wait(settings.DATABASE_TIMEOUT * 1000)


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
