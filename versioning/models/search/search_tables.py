"""The databases' own full-text indexes of the search entries: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

The databases keep them: triggers on SQLite, a generated column on PostgreSQL. So an entry and what is found by it never
differ, whoever writes it. Both fold case and accents, and neither knows of languages: a word is found by itself or by
its beginning, in every language alike, and what was typed so far finds what the whole word will.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_TRIGGERS = (
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
# Marks that letters combine with (Mn, Mc) are parts of words. The weights are those of WEIGHTS, times ten.
_SQLITE = (
    """
    CREATE VIRTUAL TABLE versioning_searchindex USING fts5(
        title, names, description, text, content='versioning_searchentry', content_rowid='id', prefix='2 3',
        tokenize='unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc'''
    )
    """,
    "INSERT INTO versioning_searchindex(versioning_searchindex, rank) VALUES ('rank', 'bm25(10.0, 5.0, 3.0, 1.0)')",
    *_TRIGGERS,
)
_REBUILD = "INSERT INTO versioning_searchindex(versioning_searchindex) VALUES ('rebuild')"
# PostgreSQL's parser takes addresses, paths and words with hyphens as one; FTS5 does not, and nobody remembers them
# whole. U+200B is what parts characters that are written without spaces.
_POSTGRESQL = (
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
    # As FTS5's table: a row for each entry, with one column of the table's own name that searches look through.
    """
    CREATE VIEW versioning_searchindex AS
        SELECT id AS rowid, vector AS versioning_searchindex FROM versioning_searchentry
    """,
)
_TRIGGERS_AWAY = (
    "DROP TRIGGER IF EXISTS stemma_search_insert",
    "DROP TRIGGER IF EXISTS stemma_search_delete",
    "DROP TRIGGER IF EXISTS stemma_search_update",
)
_SQLITE_AWAY = (*_TRIGGERS_AWAY, "DROP TABLE IF EXISTS versioning_searchindex")
_POSTGRESQL_AWAY = (
    "DROP VIEW IF EXISTS versioning_searchindex",
    "DROP INDEX IF EXISTS versioning_search_words",
    "ALTER TABLE versioning_searchentry DROP COLUMN IF EXISTS vector",
    "DROP FUNCTION IF EXISTS stemma_words(text)",
)
# Where a database tells what it has, and what must be among that.
_PARTS = {
    "sqlite": (
        "SELECT name FROM sqlite_master",
        ("versioning_searchindex", "stemma_search_insert", "stemma_search_delete", "stemma_search_update"),
    ),
    "postgresql": ("SELECT relname FROM pg_class", ("versioning_searchindex", "versioning_search_words")),
}


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: make the index of what entries there are, whether it stands or not.

    SQLite loses the triggers when a migration rebuilds the table of entries: such a one ends with this.
    """
    remove(apps, schema_editor)
    for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (*_SQLITE, _REBUILD):
        schema_editor.execute(statement, params=None)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: take the index away; the entries stay."""
    for statement in _POSTGRESQL_AWAY if schema_editor.connection.vendor == "postgresql" else _SQLITE_AWAY:
        schema_editor.execute(statement, params=None)


def renew_triggers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: make SQLite's triggers as they are now; the index stays as it is. PostgreSQL has none."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in (*_TRIGGERS_AWAY, *_TRIGGERS):
            schema_editor.execute(statement, params=None)


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Make FTS5's index anew from the entries; PostgreSQL's cannot differ from them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_REBUILD)


def missing_parts(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of what keeps the index and is not there."""
    catalogue, parts = _PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        standing = {row[0] for row in cursor.fetchall()}
    return [part for part in parts if part not in standing]
