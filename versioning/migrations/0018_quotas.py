"""Count what projects and people use, by triggers, and the limits that a project can have of its own.

Existing rows are counted here. Who stored a text is known of versions only. A text that no version has counts for who
created the document.

The triggers append rows, because a counter in one row would be locked by each writer until the transaction ends. On
PostgreSQL, those of inserts and deletes run once a statement, so that an import of thousands of rows appends one.
"""

from typing import Any, NamedTuple

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from versioning.migrations._operations import WithoutTriggers, run_sql

# Bytes of a version beside its body.
BYTES = {
    "sqlite": "length(CAST({row}.description AS BLOB)) + length(CAST({row}.fields AS BLOB))",
    "postgresql": "octet_length({row}.description) + octet_length({row}.fields::text)",
}
LENGTH = {"sqlite": "length", "postgresql": "octet_length"}
# Documents in the trash have no versions and no drafts, but still their texts.
LIVE = "CASE WHEN document.trashed_at IS NULL THEN 1 ELSE 0 END"
COLUMNS = "(project_id, user_id, bytes, versions, drafts)"


class Trigger(NamedTuple):
    """Count `source`: rows of document_id, user_id, bytes, versions and drafts.

    `event` has what comes after AFTER. On PostgreSQL, `rows` are the names of the old and new rows of a statement.
    """

    name: str
    event: str
    source: str
    rows: str = ""
    condition: str = ""
    factor: str = LIVE


def blob(row: str, *, vendor: str, sign: str = "", source: str = "") -> str:
    return (
        f"SELECT {row}.document_id AS document_id, {row}.stored_by_id AS user_id, "
        f"{sign}{LENGTH[vendor]}({row}.encoded) AS bytes, 0 AS versions, 0 AS drafts {source}"
    )


def version(row: str, *, vendor: str, sign: str = "", source: str = "") -> str:
    size = BYTES[vendor].format(row=row)
    kept = f"CASE WHEN {row}.trashed_at IS NULL THEN 1 ELSE 0 END"
    draft = f"CASE WHEN {row}.trashed_at IS NULL AND {row}.status = 'draft' THEN 1 ELSE 0 END"
    return (
        f"SELECT {row}.document_id AS document_id, {row}.created_by_id AS user_id, {sign}({size}) AS bytes, "
        f"{sign}{kept} AS versions, {sign}{draft} AS drafts {source}"
    )


VERSION_CHANGES = """
    (OLD.status = 'draft') <> (NEW.status = 'draft') OR (OLD.trashed_at IS NULL) <> (NEW.trashed_at IS NULL)
    OR OLD.description <> NEW.description OR OLD.fields <> NEW.fields
"""
TRASHED = """
    SELECT NEW.id AS document_id, version.created_by_id AS user_id, 0 AS bytes,
        CASE WHEN NEW.trashed_at IS NULL THEN 1 ELSE -1 END * COUNT(*) AS versions,
        CASE WHEN NEW.trashed_at IS NULL THEN 1 ELSE -1 END
            * SUM(CASE WHEN version.status = 'draft' THEN 1 ELSE 0 END) AS drafts
    FROM versioning_version AS version WHERE version.document_id = NEW.id AND version.trashed_at IS NULL
    GROUP BY version.created_by_id
"""


def triggers(vendor: str) -> tuple[Trigger, ...]:
    """Return the triggers, each with the names of the rows that it counts."""
    on_sqlite = vendor == "sqlite"
    new, old = ("NEW", "OLD") if on_sqlite else ("added", "removed")
    from_new, from_old = ("", "") if on_sqlite else ("FROM added", "FROM removed")

    def both(of: Any, *rows: str, sources: tuple[str, str]) -> str:
        pairs = zip(rows, ("", "-"), sources, strict=True)
        return " UNION ALL ".join(of(row, vendor=vendor, sign=sign, source=source) for row, sign, source in pairs)

    return (
        Trigger(
            "stemma_usage_blob_added",
            "INSERT ON versioning_blob",
            blob(new, vendor=vendor, source=from_new),
            rows="NEW TABLE AS added",
        ),
        Trigger(
            "stemma_usage_blob_changed",
            "UPDATE ON versioning_blob",
            both(blob, new, old, sources=(from_new, from_old)),
            rows="NEW TABLE AS added OLD TABLE AS removed",
            condition="length(OLD.encoded) <> length(NEW.encoded)",
        ),
        Trigger(
            "stemma_usage_blob_removed",
            "DELETE ON versioning_blob",
            blob(old, vendor=vendor, sign="-", source=from_old),
            rows="OLD TABLE AS removed",
        ),
        Trigger(
            "stemma_usage_version_added",
            "INSERT ON versioning_version",
            version(new, vendor=vendor, source=from_new),
            rows="NEW TABLE AS added",
        ),
        # Saves update versions all the time, mostly in columns that count nothing. So this one runs for each row.
        Trigger(
            "stemma_usage_version_changed",
            "UPDATE ON versioning_version",
            both(version, "NEW", "OLD", sources=("", "")),
            condition=VERSION_CHANGES,
        ),
        Trigger(
            "stemma_usage_version_removed",
            "DELETE ON versioning_version",
            version(old, vendor=vendor, sign="-", source=from_old),
            rows="OLD TABLE AS removed",
        ),
        Trigger(
            "stemma_usage_document_trashed",
            "UPDATE OF trashed_at ON versioning_document",
            TRASHED,
            condition="(OLD.trashed_at IS NULL) <> (NEW.trashed_at IS NULL)",
            factor="1",
        ),
    )


SQLITE_SUMS = """
    SELECT document.project_id, {user}, SUM(changed.bytes), SUM(changed.versions * {factor}),
        SUM(changed.drafts * {factor})
    FROM ({source}) AS changed JOIN versioning_document AS document ON document.id = changed.document_id
    {where} GROUP BY {group}
"""
PERSON = {"user": "changed.user_id", "where": "WHERE changed.user_id IS NOT NULL", "group": "1, 2"}
TOTAL = {"user": "NULL", "where": "", "group": "1"}
POSTGRESQL_SUMS = """
    SELECT document.project_id, changed.user_id, SUM(changed.bytes), SUM(changed.versions * {factor}),
        SUM(changed.drafts * {factor})
    FROM ({source}) AS changed JOIN versioning_document AS document ON document.id = changed.document_id
    GROUP BY GROUPING SETS ((document.project_id, changed.user_id), (document.project_id))
    HAVING (GROUPING(changed.user_id) = 1 OR changed.user_id IS NOT NULL) AND (
        SUM(changed.bytes) <> 0 OR SUM(changed.versions * {factor}) <> 0 OR SUM(changed.drafts * {factor}) <> 0)
"""
# One insert in 64 replaces the rows of its person or project by their sum.
SQLITE_FOLD = """
    CREATE TRIGGER stemma_usage_folded AFTER INSERT ON versioning_usage FOR EACH ROW WHEN (random() % 64 = 0)
    BEGIN
        UPDATE versioning_usage SET (bytes, versions, drafts) = (
            SELECT SUM(bytes), SUM(versions), SUM(drafts) FROM versioning_usage
            WHERE project_id = NEW.project_id AND user_id IS NEW.user_id
        ) WHERE id = NEW.id;
        DELETE FROM versioning_usage
        WHERE project_id = NEW.project_id AND user_id IS NEW.user_id AND id <> NEW.id;
    END
"""
# It takes only rows that nobody else is replacing, and changes none: so it never waits for another writer.
POSTGRESQL_FOLD = """
    CREATE FUNCTION stemma_usage_folded() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
    WITH folded AS (
        DELETE FROM versioning_usage WHERE id IN (
            SELECT id FROM versioning_usage
            WHERE project_id = NEW.project_id
                AND (user_id = NEW.user_id OR (user_id IS NULL AND NEW.user_id IS NULL))
            FOR UPDATE SKIP LOCKED
        ) RETURNING project_id, user_id, bytes, versions, drafts
    )
    INSERT INTO versioning_usage (project_id, user_id, bytes, versions, drafts)
    SELECT project_id, user_id, SUM(bytes), SUM(versions), SUM(drafts) FROM folded GROUP BY 1, 2;
    RETURN NULL;
    END $$
"""
POSTGRESQL_FOLDS = """
    CREATE TRIGGER stemma_usage_folded AFTER INSERT ON versioning_usage FOR EACH ROW
    WHEN (random() < 1.0 / 64) EXECUTE FUNCTION stemma_usage_folded()
"""


def sqlite_sums(source: str, *, factor: str) -> str:
    sums = (SQLITE_SUMS.format(source=source, factor=factor, **of) for of in (PERSON, TOTAL))
    return f"INSERT INTO versioning_usage {COLUMNS} {' UNION ALL '.join(sums)}"


def postgresql_sums(source: str, *, factor: str) -> str:
    return f"INSERT INTO versioning_usage {COLUMNS} {POSTGRESQL_SUMS.format(source=source, factor=factor)}"


def sqlite_trigger(trigger: Trigger) -> str:
    when = f"WHEN ({trigger.condition})" if trigger.condition else ""
    action = sqlite_sums(trigger.source, factor=trigger.factor)
    return f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} FOR EACH ROW {when} BEGIN {action}; END"


def postgresql_trigger(trigger: Trigger) -> list[str]:
    action = postgresql_sums(trigger.source, factor=trigger.factor)
    function = (
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {action}; RETURN NULL; END $$"
    )
    if trigger.rows:
        runs = f"REFERENCING {trigger.rows} FOR EACH STATEMENT"
    else:
        runs = f"FOR EACH ROW WHEN ({trigger.condition})"
    return [
        function,
        f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} {runs} EXECUTE FUNCTION {trigger.name}()",
    ]


STORED_BY = """
    UPDATE versioning_blob SET stored_by_id = COALESCE(
        (SELECT version.modified_by_id FROM versioning_version AS version
            WHERE version.body_id = versioning_blob.id ORDER BY version.number LIMIT 1),
        (SELECT document.created_by_id FROM versioning_document AS document
            WHERE document.id = versioning_blob.document_id)
    )
"""


def count(vendor: str) -> list[str]:
    """Return the statements that count the existing rows."""
    sums = {"sqlite": sqlite_sums, "postgresql": postgresql_sums}[vendor]
    sources = (
        blob("blob", vendor=vendor, source="FROM versioning_blob AS blob"),
        version("version", vendor=vendor, source="FROM versioning_version AS version"),
    )
    return [STORED_BY, sums(" UNION ALL ".join(sources), factor=LIVE)]


def blob_frozen(*columns: str) -> dict[str, list[str]]:
    """Return the statements that let the existing trigger refuse a change of these columns."""
    name, table = "stemma_blob_frozen", "versioning_blob"
    head = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (TRUE AND (%s))"
    on_sqlite = head % " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    on_postgresql = head % " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    return {
        "sqlite": [
            f"DROP TRIGGER {name}",
            f"{on_sqlite} BEGIN SELECT RAISE(ABORT, 'a blob never changes') WHERE TRUE; END",
        ],
        "postgresql": [f"DROP TRIGGER {name} ON {table}", f"{on_postgresql} EXECUTE FUNCTION {name}()"],
    }


IDENTITY = ("id", "document_id", "sha256", "size", "file_set_id")
NEW_FROZEN, OLD_FROZEN = blob_frozen(*IDENTITY, "stored_by_id"), blob_frozen(*IDENTITY)
# PostgreSQL alters no table whose foreign keys wait to be checked.
CHECKED = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]
CREATE = {
    "sqlite": [
        *count("sqlite"),
        *NEW_FROZEN["sqlite"],
        *map(sqlite_trigger, triggers("sqlite")),
        SQLITE_FOLD,
    ],
    "postgresql": [
        *count("postgresql"),
        *CHECKED,
        *NEW_FROZEN["postgresql"],
        *(statement for trigger in triggers("postgresql") for statement in postgresql_trigger(trigger)),
        POSTGRESQL_FOLD,
        POSTGRESQL_FOLDS,
    ],
}
TABLES = {trigger.name: trigger.event.rpartition(" ON ")[2] for trigger in triggers("sqlite")}
TABLES["stemma_usage_folded"] = "versioning_usage"
DROP = {
    "sqlite": [*(f"DROP TRIGGER {name}" for name in TABLES), *OLD_FROZEN["sqlite"]],
    "postgresql": [
        *(f"DROP TRIGGER {name} ON {table}" for name, table in TABLES.items()),
        *(f"DROP FUNCTION {name}()" for name in TABLES),
        *OLD_FROZEN["postgresql"],
    ],
}


class Migration(migrations.Migration):
    dependencies = [("versioning", "0017_notices")]

    operations = [
        migrations.CreateModel(
            name="Usage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bytes", models.BigIntegerField()),
                ("versions", models.BigIntegerField()),
                ("drafts", models.BigIntegerField()),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="versioning.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["project", "user"], name="usage_of_project_and_user")]},
        ),
        migrations.AddField(
            "project",
            "bytes_limit",
            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes of stored text"),
        ),
        migrations.AddField(
            "project", "versions_limit", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="versions")
        ),
        migrations.AddField(
            "project", "drafts_limit", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="open drafts")
        ),
        # To undo it, SQLite builds the table again.
        WithoutTriggers(
            migrations.AddField(
                "blob",
                "stored_by",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            )
        ),
        run_sql(forwards=CREATE, backwards=DROP),
    ]
