"""SQLite's file gives back pages that nothing uses."""

import pytest
from django.db import connection

from tests.cast import Cast
from versioning.models import Document
from versioning.models.sql.free_pages import give_back_free_pages

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
