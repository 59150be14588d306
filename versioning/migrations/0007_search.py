"""The table of what can be searched, and the full-text index that each of the two databases keeps of it."""

from django.db import migrations, models

from versioning.migrations._operations import run_sql

# FTS5. The index keeps no text of its own: triggers hand it what the table of entries holds. Combining marks (Mn, Mc)
# are parts of words. The weights are ten times those that PostgreSQL is asked with.
SQLITE = (
    """
    CREATE VIRTUAL TABLE versioning_searchindex USING fts5(
        title, names, description, text, content='versioning_searchentry', content_rowid='id', prefix='2 3',
        tokenize='unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc'''
    )
    """,
    "INSERT INTO versioning_searchindex(versioning_searchindex, rank) VALUES ('rank', 'bm25(10.0, 5.0, 3.0, 1.0)')",
    """
    CREATE TRIGGER stemma_search_insert AFTER INSERT ON versioning_searchentry BEGIN
        INSERT INTO versioning_searchindex(rowid, title, names, description, text)
            VALUES (NEW.id, NEW.title, NEW.names, NEW.description, NEW.text);
    END
    """,
    """
    CREATE TRIGGER stemma_search_delete AFTER DELETE ON versioning_searchentry BEGIN
        INSERT INTO versioning_searchindex(versioning_searchindex, rowid, title, names, description, text)
            VALUES ('delete', OLD.id, OLD.title, OLD.names, OLD.description, OLD.text);
    END
    """,
    """
    CREATE TRIGGER stemma_search_update AFTER UPDATE ON versioning_searchentry
        WHEN (OLD.title, OLD.names, OLD.description, OLD.text) IS NOT (NEW.title, NEW.names, NEW.description, NEW.text)
    BEGIN
        INSERT INTO versioning_searchindex(versioning_searchindex, rowid, title, names, description, text)
            VALUES ('delete', OLD.id, OLD.title, OLD.names, OLD.description, OLD.text);
        INSERT INTO versioning_searchindex(rowid, title, names, description, text)
            VALUES (NEW.id, NEW.title, NEW.names, NEW.description, NEW.text);
    END
    """,
)

# A generated column with a GIN index. PostgreSQL's parser takes addresses, paths and words with hyphens as one word.
# FTS5 does not, and nobody remembers them whole, so the function puts spaces in place of what joins them. U+200B
# separates characters that are written without spaces.
POSTGRESQL = (
    r"""
    CREATE OR REPLACE FUNCTION stemma_words(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(normalize(said, NFD), '[\u0300-\u036f]+', '', 'g'), '[-_./\\@:&=?#+~%"<>''\u200b]+', ' ', 'g'
    ) $$
    """,
    """
    ALTER TABLE versioning_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.simple', stemma_words(title)), 'A') ||
        setweight(to_tsvector('pg_catalog.simple', stemma_words(names)), 'B') ||
        setweight(to_tsvector('pg_catalog.simple', stemma_words(description)), 'C') ||
        setweight(to_tsvector('pg_catalog.simple', stemma_words(text)), 'D')
    ) STORED
    """,
    "CREATE INDEX versioning_search_words ON versioning_searchentry USING gin (vector)",
    # Like FTS5's table: one row for each entry, and a column with the table's own name, which searches read.
    """
    CREATE VIEW versioning_searchindex AS
        SELECT id AS rowid, vector AS versioning_searchindex FROM versioning_searchentry
    """,
)

CREATE = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
DROP = {
    "sqlite": (
        "DROP TRIGGER stemma_search_insert",
        "DROP TRIGGER stemma_search_delete",
        "DROP TRIGGER stemma_search_update",
        "DROP TABLE versioning_searchindex",
    ),
    "postgresql": (
        "DROP VIEW versioning_searchindex",
        "DROP INDEX versioning_search_words",
        "ALTER TABLE versioning_searchentry DROP COLUMN vector",
        "DROP FUNCTION stemma_words(text)",
    ),
}


class Migration(migrations.Migration):
    replaces = [("versioning", "0014_search"), ("versioning", "0018_search_triggers")]

    dependencies = [("versioning", "0006_triggers")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=models.CASCADE, related_name="search_entry", to="versioning.document"
                    ),
                ),
                ("version_id", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("description", models.TextField(default="")),
                ("text", models.TextField(default="")),
            ],
            options={"verbose_name_plural": "search entries"},
        ),
        migrations.CreateModel(
            name="SearchIndex",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=models.DO_NOTHING,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="versioning.searchentry",
                    ),
                ),
                ("words", models.TextField(db_column="versioning_searchindex")),
                ("rank", models.FloatField()),
            ],
            options={"db_table": "versioning_searchindex", "managed": False},
        ),
        run_sql(forwards=CREATE, backwards=DROP),
    ]
