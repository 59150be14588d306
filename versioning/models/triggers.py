"""What must never change is refused by the database itself, on PostgreSQL and on SQLite.

SQLite loses a table's triggers when a migration rebuilds the table, so every migration that alters one of these
tables ends with `install`; a test and `manage.py verify` prove that all of them stand.
"""

from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Trigger(NamedTuple):
    """Refuses an UPDATE of `table` where a column of `frozen` changes while `condition` (on OLD) holds."""

    name: str
    table: str
    frozen: tuple[str, ...]
    condition: str
    sentence: str


TRIGGERS = (
    Trigger(
        name="stemma_version_snapshot_frozen",
        table="versioning_version",
        frozen=("title", "description", "content_type", "body_id", "fields"),
        condition="OLD.status <> 'draft'",
        sentence="the snapshot of a published or archived version never changes",
    ),
    Trigger(
        name="stemma_version_identity_frozen",
        table="versioning_version",
        frozen=("id", "document_id", "number", "key", "created_at"),
        condition="TRUE",
        sentence="a version keeps its document, number and key for life",
    ),
    Trigger(
        name="stemma_version_publication_frozen",
        table="versioning_version",
        frozen=("published_at", "published_by_id"),
        condition="OLD.published_at IS NOT NULL",
        sentence="a published version stays published",
    ),
    Trigger(
        name="stemma_blob_frozen",
        table="versioning_blob",
        frozen=("id", "document_id", "sha256", "size", "data"),
        condition="TRUE",
        sentence="a blob never changes",
    ),
    Trigger(
        name="stemma_event_frozen",
        table="versioning_event",
        frozen=(
            "id",
            "at",
            "verb",
            "actor_id",
            "token_id",
            "application_id",
            "project_id",
            "document_id",
            "version_id",
            "data",
        ),
        condition="TRUE",
        sentence="an event is written once",
    ),
)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION stemma_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def _postgres_sql(trigger: Trigger) -> str:
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in trigger.frozen)
    return (
        f"CREATE TRIGGER {trigger.name} BEFORE UPDATE ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.condition} AND ({changed})) EXECUTE FUNCTION stemma_refuse('{trigger.sentence}')"
    )


def _sqlite_sql(trigger: Trigger) -> str:
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in trigger.frozen)
    return (
        f"CREATE TRIGGER {trigger.name} BEFORE UPDATE ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.condition} AND ({changed})) BEGIN SELECT RAISE(ABORT, '{trigger.sentence}'); END"
    )


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: make every trigger anew, whether it stands or not.

    A trigger on what a later migration brings is left to that one, which calls `install` as well.
    """
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(_POSTGRES_FUNCTION, params=None)
    remove(apps, schema_editor)
    for trigger in TRIGGERS:
        if _columns(schema_editor.connection, trigger.table).issuperset(trigger.frozen):
            schema_editor.execute(_postgres_sql(trigger) if postgres else _sqlite_sql(trigger), params=None)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: take every trigger away, so that a data migration may touch what they freeze."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for trigger in TRIGGERS:
        where = f" ON {trigger.table}" if on_table else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{where}", params=None)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of those that the database does not have."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        standing = {row[0] for row in cursor.fetchall()}
    return [trigger.name for trigger in TRIGGERS if trigger.name not in standing]


def _columns(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}
