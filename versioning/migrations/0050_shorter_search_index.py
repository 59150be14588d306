"""Keep no beginnings of two letters in SQLite's search index.

Only words of three letters or more are searched for as beginnings. The list for two took a quarter of the index.
"""

from django.db import migrations

from versioning.migrations._operations import run_sql


def _index(*, prefix: str) -> tuple[str, ...]:
    """Return the statements that make FTS5's index anew. The triggers that keep it belong to another table."""
    return (
        "DROP TABLE IF EXISTS versioning_searchindex",
        f"""
        CREATE VIRTUAL TABLE versioning_searchindex USING fts5(
            title, names, description, text, content='versioning_searchentry', content_rowid='id', prefix='{prefix}',
            tokenize='unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc'''
        )
        """,
        "INSERT INTO versioning_searchindex(versioning_searchindex, rank) VALUES ('rank', 'bm25(10.0, 5.0, 3.0, 1.0)')",
        "INSERT INTO versioning_searchindex(versioning_searchindex) VALUES ('rebuild')",
    )


class Migration(migrations.Migration):
    dependencies = [("versioning", "0049_foreseen_documents")]

    operations = [
        run_sql(
            forwards={"sqlite": _index(prefix="3"), "postgresql": ()},
            backwards={"sqlite": _index(prefix="2 3"), "postgresql": ()},
        ),
    ]
