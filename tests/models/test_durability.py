import pytest
from django.db import connection

FULL = 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL waits for the disk unless it is told not to")
def test_a_transaction_is_on_the_disk_when_it_is_answered_for(db: None) -> None:
    with connection.cursor() as cursor:
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]

    assert (synchronous, journal) == (FULL, "wal")
