"""SQLite's file gives back what nothing uses."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.cast import Cast
from versioning.models import Document
from versioning.models.sql import free_pages
from versioning.models.sql.free_pages import close_gaps, give_back_free_pages

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's autovacuum does as much")


def pages(name: str) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute(f"PRAGMA {name}").fetchone()[0])


def leave_free_pages() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_over AS SELECT randomblob(4000) AS bytes FROM sqlite_master LIMIT 100")
        cursor.execute("DROP TABLE left_over")


def test_free_pages_go_back_to_the_disk(live_cast: Cast) -> None:
    leave_free_pages()
    before = pages("page_count")

    given_back = give_back_free_pages(connection)

    assert given_back >= 100
    assert pages("freelist_count") == 0
    # Pages of SQLite's own map of pages may go with them: one for every 820 of 4096 bytes.
    assert 0 <= before - given_back - pages("page_count") <= 1 + given_back // 820


def test_nothing_happens_in_a_transaction(cast: Cast) -> None:
    leave_free_pages()

    given_back = give_back_free_pages(connection)

    assert given_back == 0
    assert Document.objects.count() == 0


@pytest.fixture
def gaps(live_cast: Cast) -> Iterator[None]:
    """Leave pages that are half empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE with_gaps AS WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
            "WHERE n < 1000) SELECT n, randomblob(1000) AS bytes FROM numbers"
        )
        cursor.execute("DELETE FROM with_gaps WHERE n % 2 = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE with_gaps")


@pytest.mark.usefixtures("gaps")
def test_a_small_file_is_written_without_gaps() -> None:
    before, patience = pages("page_count"), pages("busy_timeout")

    close_gaps(connection)

    assert before - pages("page_count") >= 100
    assert pages("busy_timeout") == patience
    # So it can give back free pages from now on.
    assert pages("auto_vacuum") == 2


@pytest.mark.usefixtures("gaps")
def test_a_large_file_gives_back_its_free_pages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_pages, "MOST_BYTES_REWRITTEN", 0)
    leave_free_pages()
    before, free = pages("page_count"), pages("freelist_count")

    close_gaps(connection)

    assert pages("freelist_count") == 0
    assert free <= before - pages("page_count") < free + 10


def test_no_file_is_written_anew_in_a_transaction(cast: Cast) -> None:
    close_gaps(connection)

    assert connection.in_atomic_block


@pytest.mark.usefixtures("gaps")
def test_gaps_stay_while_somebody_writes() -> None:
    before = pages("page_count")
    patience = pages("busy_timeout")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    close_gaps(connection)

    other.close()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {patience}")
    assert pages("page_count") == before
