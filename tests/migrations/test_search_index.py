"""SQLite's search index is made anew, and finds what it found before."""

from django.db import connection

from tests.migrations.databases import Database
from tests.migrations.reading import read

# The titles of entries that are not found by their title.
MISSED = {
    "sqlite": """
        SELECT title FROM versioning_searchentry entry WHERE id NOT IN (
            SELECT rowid FROM versioning_searchindex WHERE versioning_searchindex MATCH '"' || entry.title || '"'
        )
    """,
    "postgresql": """
        SELECT title FROM versioning_searchentry WHERE id NOT IN (
            SELECT rowid FROM versioning_searchindex
            WHERE versioning_searchindex @@ plainto_tsquery('pg_catalog.simple', stemma_words(title))
        )
    """,
}


def test_every_document_is_found_after_the_update(migrated: Database) -> None:
    migrated.manage("migrate", "--verbosity", "0", "versioning", "0049_foreseen_documents")
    again = migrated.manage("migrate", "--verbosity", "0")

    assert (again.status, again.err) == (0, "")
    assert read(migrated, "SELECT count(*) FROM versioning_searchentry") != [(0,)]
    assert read(migrated, MISSED[connection.vendor]) == []
