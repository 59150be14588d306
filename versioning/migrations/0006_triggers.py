"""The triggers by which the database itself refuses to change what must never change, on PostgreSQL and on SQLite.

The statements are made here and from this file alone. A migration that changes a trigger holds the new one itself, and
one that alters these tables uses `WithoutTriggers`.
"""

from typing import NamedTuple

from django.db import migrations

from versioning.migrations._operations import run_sql


class Trigger(NamedTuple):
    """Refuse an `event` on a row of `table` with the sentence.

    An UPDATE is refused only if it changes one of the `frozen` columns. `condition` reads OLD and NEW alone. `where`
    may read other rows as well.
    """

    name: str
    table: str
    sentence: str
    event: str = "UPDATE"
    frozen: tuple[str, ...] = ()
    condition: str = "TRUE"
    where: str = "TRUE"


NOT_OPENED = "NOT EXISTS (SELECT 1 FROM versioning_reencoding WHERE document_id = OLD.document_id)"
RESTS_BADLY = """
    NOT EXISTS (SELECT 1 FROM versioning_blob base
        WHERE base.id = NEW.base_id AND base.document_id = NEW.document_id AND base.depth < NEW.depth)
"""
SOME_REST_BADLY = """
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
    # The encoding of a text may change, the text may not. No database can prove that other bytes decode to the same
    # text. So whoever encodes it again first opens its document, by a row of `Reencoding` in the same transaction, and
    # every read compares the hash.
    Trigger(
        name="stemma_blob_encoding_frozen",
        table="versioning_blob",
        frozen=("base_id", "depth", "encoded"),
        where=NOT_OPENED,
        sentence="a blob is encoded anew only by who has opened its document for it",
    ),
    # Together with the check on the depth, the next two prove that every chain of deltas is short, ends, and stays
    # within one document.
    Trigger(
        name="stemma_blob_rests_on_a_nearer_one",
        table="versioning_blob",
        event="INSERT",
        condition="NEW.base_id IS NOT NULL",
        where=RESTS_BADLY,
        sentence="a blob rests on one of its document that is nearer to a whole text",
    ),
    Trigger(
        name="stemma_blobs_reencoded_soundly",
        table="versioning_reencoding",
        event="DELETE",
        where=SOME_REST_BADLY,
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

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {where} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$
"""


def head(trigger: Trigger, *, differs: str) -> str:
    """Return the statement up to its action. `differs` compares two values that may be NULL."""
    # BEFORE: ahead of other constraints. AFTER: the new row can be read.
    moment = "BEFORE" if trigger.frozen else "AFTER"
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in trigger.frozen) or "TRUE"
    return (
        f"CREATE TRIGGER {trigger.name} {moment} {trigger.event} ON {trigger.table} FOR EACH ROW "
        f"WHEN ({trigger.condition} AND ({changed}))"
    )


def sqlite_trigger(trigger: Trigger) -> str:
    action = f"BEGIN SELECT RAISE(ABORT, '{trigger.sentence}') WHERE {trigger.where}; END"
    return f"{head(trigger, differs='IS NOT')} {action}"


def postgresql_trigger(trigger: Trigger) -> str:
    return f"{head(trigger, differs='IS DISTINCT FROM')} EXECUTE FUNCTION {trigger.name}()"


CREATE = {
    "sqlite": [sqlite_trigger(trigger) for trigger in TRIGGERS],
    "postgresql": [
        *(POSTGRESQL_FUNCTION.format(**trigger._asdict()) for trigger in TRIGGERS),
        *(postgresql_trigger(trigger) for trigger in TRIGGERS),
    ],
}
DROP = {
    "sqlite": [f"DROP TRIGGER {trigger.name}" for trigger in TRIGGERS],
    "postgresql": [
        *(f"DROP TRIGGER {trigger.name} ON {trigger.table}" for trigger in TRIGGERS),
        *(f"DROP FUNCTION {trigger.name}()" for trigger in TRIGGERS),
    ],
}


class Migration(migrations.Migration):
    replaces = [("versioning", "0002_triggers")]

    dependencies = [("versioning", "0005_events_and_transfers")]

    operations = [run_sql(forwards=CREATE, backwards=DROP)]
