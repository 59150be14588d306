"""The databases' own full-text indexes of the search entries: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Migrations create them, and the databases keep them: triggers on SQLite, a generated column on PostgreSQL. So an entry
and what is found by it never differ, whoever writes it. Both fold case and accents, and neither knows of languages: a
word is found by itself or by its beginning, in every language alike. An unfinished word finds what the whole one finds.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The query that lists what a database has, and the names that must be among its rows.
PARTS = {
    "sqlite": (
        "SELECT name FROM sqlite_master",
        ("versioning_searchindex", "stemma_search_insert", "stemma_search_delete", "stemma_search_update"),
    ),
    "postgresql": ("SELECT relname FROM pg_class", ("versioning_searchindex", "versioning_search_words")),
}

# Pages of FTS5's index that one statement merges. Others can write after each of them.
PAGES_MERGED = 500


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Build FTS5's index again from the entries. PostgreSQL's cannot differ from them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO versioning_searchindex(versioning_searchindex) VALUES ('rebuild')")


def merge_segments(connection: BaseDatabaseWrapper) -> None:
    """Merge the parts that many writes left FTS5's index in, so that it takes less room.

    Others can write between the steps, so nothing happens within a transaction, such as that of a rehearsal.
    PostgreSQL's autovacuum does as much.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        # A negative number begins to merge all parts into one. The others go on with it. Less than two changes: done.
        pages, before = -PAGES_MERGED, -2
        while connection.connection.total_changes - before >= 2:
            before = connection.connection.total_changes
            cursor.execute(
                "INSERT INTO versioning_searchindex(versioning_searchindex, rank) VALUES ('merge', %s)", [pages]
            )
            pages = PAGES_MERGED


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the tables, indexes and triggers of the full-text index that the database lacks."""
    catalogue, parts = PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        existing = {row[0] for row in cursor.fetchall()}
    return [part for part in parts if part not in existing]
