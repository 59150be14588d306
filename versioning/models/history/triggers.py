"""What must never change is refused by the database itself, on PostgreSQL and on SQLite.

SQLite loses a table's triggers when a migration rebuilds the table, and refuses to rebuild one that another table's
trigger names. So every migration that alters one of these tables begins with `remove` and ends with `install`; a test
and `manage.py verify` prove that all of them stand.
"""

from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Trigger(NamedTuple):
    """Refuses what `event` does to a row of `table`, with the sentence.

    Of an UPDATE, only where one of the `frozen` columns changes. `condition` is about OLD and NEW alone; `where` may
    ask for other rows as well. `reads` are columns that these two name.
    """

    name: str
    table: str
    sentence: str
    event: str = "UPDATE"
    frozen: tuple[str, ...] = ()
    condition: str = "TRUE"
    where: str = "TRUE"
    reads: tuple[str, ...] = ()


_NOT_OPENED = "NOT EXISTS (SELECT 1 FROM versioning_reencoding WHERE document_id = OLD.document_id)"
_RESTS_BADLY = """
    NOT EXISTS (SELECT 1 FROM versioning_blob base
        WHERE base.id = NEW.base_id AND base.document_id = NEW.document_id AND base.depth < NEW.depth)
"""
_SOME_REST_BADLY = """
    EXISTS (SELECT 1 FROM versioning_blob delta LEFT JOIN versioning_blob base
        ON base.id = delta.base_id AND base.document_id = delta.document_id AND base.depth < delta.depth
        WHERE delta.document_id = OLD.document_id AND delta.base_id IS NOT NULL AND base.id IS NULL)
"""

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
        frozen=("id", "document_id", "sha256", "size"),
        sentence="a blob never changes",
    ),
    # How a blob is kept may change, what it says may not: no database can prove that other bytes stand for the same
    # text, so leave must be taken first, in the same transaction (see `Reencoding`), and every read proves the hash.
    Trigger(
        name="stemma_blob_encoding_frozen",
        table="versioning_blob",
        frozen=("base_id", "depth", "encoded"),
        where=_NOT_OPENED,
        sentence="a blob is encoded anew only by who has opened its document for it",
    ),
    # Together with the bound on depth, these two prove that no chain of deltas is long, circular, or of two documents.
    Trigger(
        name="stemma_blob_rests_on_a_nearer_one",
        table="versioning_blob",
        event="INSERT",
        condition="NEW.base_id IS NOT NULL",
        where=_RESTS_BADLY,
        reads=("base_id", "depth"),
        sentence="a blob rests on one of its document that is nearer to a whole text",
    ),
    Trigger(
        name="stemma_blobs_reencoded_soundly",
        table="versioning_reencoding",
        event="DELETE",
        where=_SOME_REST_BADLY,
        sentence="every blob rests on one of its document that is nearer to a whole text",
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
        sentence="an event is written once",
    ),
)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {where} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$
"""


def _changed(trigger: Trigger, *, differs: str) -> str:
    if not trigger.frozen:
        return "TRUE"
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in trigger.frozen)


def _moment(trigger: Trigger) -> str:
    """Before other constraints have their say, or after the row is there to be looked at."""
    return "BEFORE" if trigger.frozen else "AFTER"


def _postgres_sql(trigger: Trigger) -> tuple[str, str]:
    function = _POSTGRES_FUNCTION.format(**trigger._asdict())
    changed = _changed(trigger, differs="IS DISTINCT FROM")
    return function, (
        f"CREATE TRIGGER {trigger.name} {_moment(trigger)} {trigger.event} ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.condition} AND ({changed})) EXECUTE FUNCTION {trigger.name}()"
    )


def _sqlite_sql(trigger: Trigger) -> tuple[str]:
    changed = _changed(trigger, differs="IS NOT")
    return (
        f"CREATE TRIGGER {trigger.name} {_moment(trigger)} {trigger.event} ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.condition} AND ({changed})) "
        f"BEGIN SELECT RAISE(ABORT, '{trigger.sentence}') WHERE {trigger.where}; END",
    )


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: make every trigger anew, whether it stands or not.

    A trigger on what a later migration brings is left to that one, which calls `install` as well.
    """
    remove(apps, schema_editor)
    columns = _columns(schema_editor.connection)
    make = _postgres_sql if schema_editor.connection.vendor == "postgresql" else _sqlite_sql
    for trigger in TRIGGERS:
        if trigger.table in columns and columns[trigger.table].issuperset((*trigger.frozen, *trigger.reads)):
            for statement in make(trigger):
                schema_editor.execute(statement, params=None)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For RunPython: take every trigger away, so that a data migration may touch what they freeze."""
    on_table = schema_editor.connection.vendor == "postgresql"
    tables = _columns(schema_editor.connection)
    for trigger in TRIGGERS:
        where = f" ON {trigger.table}" if on_table else ""
        if trigger.table in tables:
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


def _columns(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """Of each table of the triggers that is there by now, its columns."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) & {trigger.table for trigger in TRIGGERS}
        return {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in tables
        }
