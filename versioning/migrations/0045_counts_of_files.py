"""Count the files of folders and the bytes of projects by triggers, and index files in the order of their lists.

The triggers append rows, for the reason that those of usage do (see 0018). On PostgreSQL, those of inserts and deletes
run once a statement. Equal bytes of a project are stored once, and counted once.
"""

from django.db import migrations, models
from django.db.models import CASCADE, BigAutoField, F, ForeignKey, OrderBy, Q

from versioning.migrations._operations import run_sql

COUNT = "INSERT INTO versioning_filecount (project_id, folder_id, files, bytes)"
PRESENT = "CASE WHEN {row}.trashed_at IS NULL THEN 1 ELSE 0 END"
SAME = "FROM versioning_file AS same WHERE same.project_id = {row}.project_id AND same.sha256 = {row}.sha256"
MOVED = "{old}.folder_id IS {differs} {new}.folder_id OR ({old}.trashed_at IS NULL) <> ({new}.trashed_at IS NULL)"
# Of files with the same bytes, the one with the smallest identifier is the first.
FIRST = "ROW_NUMBER() OVER (PARTITION BY project_id, sha256 ORDER BY id) = 1"
TABLES = {
    "stemma_usage_file_added": "versioning_file",
    "stemma_usage_file_changed": "versioning_file",
    "stemma_usage_file_removed": "versioning_file",
    "stemma_usage_files_folded": "versioning_filecount",
}


def present(row: str) -> str:
    return PRESENT.format(row=row)


EXISTING = f"""
    {COUNT} SELECT project_id, folder_id, SUM({present("file")}), SUM(CASE WHEN is_first THEN size ELSE 0 END)
    FROM (SELECT project_id, folder_id, trashed_at, size, {FIRST} AS is_first FROM versioning_file) AS file
    GROUP BY project_id, folder_id
"""  # noqa: S608
CHANGED = (
    f"{COUNT} SELECT OLD.project_id, OLD.folder_id, -({present('OLD')}), 0 "
    f"UNION ALL SELECT NEW.project_id, NEW.folder_id, {present('NEW')}, 0"
)


def on_sqlite(name: str, event: str, action: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {event} BEGIN {action}; END"


def sqlite_count(row: str, *, sign: str = "") -> str:
    others = SAME.format(row=row)
    return (
        f"{COUNT} VALUES ({row}.project_id, {row}.folder_id, {sign}({present(row)}), "
        f"CASE WHEN EXISTS (SELECT 1 {others} AND same.id <> {row}.id) THEN 0 ELSE {sign}{row}.size END)"
    )


SQLITE = [
    EXISTING,
    on_sqlite("stemma_usage_file_added", "INSERT ON versioning_file FOR EACH ROW", sqlite_count("NEW")),
    on_sqlite(
        "stemma_usage_file_changed",
        "UPDATE OF folder_id, trashed_at ON versioning_file FOR EACH ROW "
        f"WHEN ({MOVED.format(old='OLD', new='NEW', differs='NOT')})",
        CHANGED,
    ),
    on_sqlite("stemma_usage_file_removed", "DELETE ON versioning_file FOR EACH ROW", sqlite_count("OLD", sign="-")),
    # One insert in 16 replaces the rows of its folder by their sum.
    """
    CREATE TRIGGER stemma_usage_files_folded AFTER INSERT ON versioning_filecount FOR EACH ROW
    WHEN (random() % 16 = 0)
    BEGIN
        UPDATE versioning_filecount SET (files, bytes) = (
            SELECT SUM(files), SUM(bytes) FROM versioning_filecount
            WHERE project_id = NEW.project_id AND folder_id IS NEW.folder_id
        ) WHERE id = NEW.id;
        DELETE FROM versioning_filecount
        WHERE project_id = NEW.project_id AND folder_id IS NEW.folder_id AND id <> NEW.id;
    END
    """,
]


def postgresql_count(rows: str, *, sign: str = "") -> str:
    """Return the statement that counts the rows of a statement. Those that were inserted are in the table already."""
    others = f"SELECT 1 {SAME.format(row='file')} AND same.id NOT IN (SELECT id FROM {rows})"  # noqa: S608
    return f"""
        {COUNT} SELECT project_id, folder_id, {sign}SUM({present("file")}), {sign}SUM(
            CASE WHEN is_first AND NOT EXISTS ({others}) THEN size ELSE 0 END
        )
        FROM (SELECT *, {FIRST} AS is_first FROM {rows}) AS file GROUP BY project_id, folder_id
    """  # noqa: S608


def on_postgresql(name: str, event: str, action: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {action}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} EXECUTE FUNCTION {name}()",
    ]


# It takes only rows that nobody else is replacing, and changes none: so it never waits for another writer.
FOLD = f"""
    WITH folded AS (
        DELETE FROM versioning_filecount WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM versioning_filecount WHERE project_id = NEW.project_id AND {{folder}}
            FOR UPDATE SKIP LOCKED
        )) RETURNING project_id, folder_id, files, bytes
    )
    {COUNT} SELECT project_id, folder_id, SUM(files), SUM(bytes) FROM folded GROUP BY 1, 2;
"""  # noqa: S608
POSTGRESQL = [
    EXISTING,
    *on_postgresql(
        "stemma_usage_file_added",
        "INSERT ON versioning_file REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        postgresql_count("added"),
    ),
    *on_postgresql(
        "stemma_usage_file_changed",
        "UPDATE OF folder_id, trashed_at ON versioning_file FOR EACH ROW "
        f"WHEN ({MOVED.format(old='OLD', new='NEW', differs='DISTINCT FROM')})",
        CHANGED,
    ),
    *on_postgresql(
        "stemma_usage_file_removed",
        "DELETE ON versioning_file REFERENCING OLD TABLE AS removed FOR EACH STATEMENT",
        postgresql_count("removed", sign="-"),
    ),
    f"""
    CREATE FUNCTION stemma_usage_files_folded() RETURNS trigger LANGUAGE plpgsql
    SET enable_bitmapscan = off SET enable_seqscan = off AS
    $$ BEGIN
    IF NEW.folder_id IS NULL THEN {FOLD.format(folder="folder_id IS NULL")}
    ELSE {FOLD.format(folder="folder_id = NEW.folder_id")} END IF;
    RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER stemma_usage_files_folded AFTER INSERT ON versioning_filecount FOR EACH ROW
    WHEN (random() < 1.0 / 16) EXECUTE FUNCTION stemma_usage_files_folded()
    """,
]
# What comes before the slash of a media type. Queries have these expressions to the letter.
KIND = {
    "sqlite": 'substr("media_type", 1, instr("media_type", \'/\') - 1)',
    "postgresql": "split_part(\"media_type\", '/', 1)",
}
KINDS = {
    vendor: f"CREATE INDEX versioning_file_of_kind ON versioning_file (project_id, ({kind}), id DESC) "
    "WHERE trashed_at IS NULL"
    for vendor, kind in KIND.items()
}
NEWEST = OrderBy(F("id"), descending=True)
PRESENT_ROWS, TRASHED_ROWS = Q(trashed_at=None), Q(trashed_at__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0044_names_of_documents")]

    operations = [
        migrations.CreateModel(
            name="FileCount",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("files", models.BigIntegerField()),
                ("bytes", models.BigIntegerField()),
                (
                    "project",
                    ForeignKey("versioning.project", CASCADE, db_constraint=False, db_index=False, related_name="+"),
                ),
                ("folder_id", models.UUIDField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["project", "folder_id"], name="file_count_of_folder")]},
        ),
        migrations.RemoveIndex("file", "file_project_id"),
        *(
            migrations.AddIndex("file", index)
            for index in (
                models.Index(F("project"), NEWEST, condition=PRESENT_ROWS, name="file_present"),
                models.Index(F("project"), NEWEST, condition=TRASHED_ROWS, name="file_trashed"),
                models.Index(F("project"), NEWEST, condition=Q(folder=None, trashed_at=None), name="file_at_top"),
                models.Index(F("project"), F("media_type"), NEWEST, condition=PRESENT_ROWS, name="file_of_type"),
                models.Index(F("project"), OrderBy(F("size"), descending=True), name="file_size"),
            )
        ),
        run_sql(
            forwards={"sqlite": [KINDS["sqlite"], *SQLITE], "postgresql": [KINDS["postgresql"], *POSTGRESQL]},
            backwards={
                "sqlite": [*(f"DROP TRIGGER {name}" for name in TABLES), "DROP INDEX versioning_file_of_kind"],
                "postgresql": [
                    *(f"DROP TRIGGER {name} ON {table}" for name, table in TABLES.items()),
                    *(f"DROP FUNCTION {name}()" for name in TABLES),
                    "DROP INDEX versioning_file_of_kind",
                ],
            },
        ),
    ]
