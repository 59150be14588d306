"""Index the open jobs of people in projects, which quotas count, and let SQLite sum up usage more often.

Every save and fork reads the rows of usage that were added since the last sum: 64 on average, twice. Reading them took
longer than adding them up does. On PostgreSQL, a sum costs more than on SQLite, and is left as it is.

SQLite counts a new text or version without the sorter that groups of many rows need: a trigger there has one row.
"""

from importlib import import_module

from django.db import migrations, models

from versioning.migrations._operations import run_sql

# Of so many inserts, one replaces the rows of its person or project by their sum.
FOLD = """
    CREATE TRIGGER stemma_usage_folded AFTER INSERT ON versioning_usage FOR EACH ROW WHEN (random() % {inserts} = 0)
    BEGIN
        UPDATE versioning_usage SET (bytes, versions, drafts) = (
            SELECT SUM(bytes), SUM(versions), SUM(drafts) FROM versioning_usage
            WHERE project_id = NEW.project_id AND user_id IS NEW.user_id
        ) WHERE id = NEW.id;
        DELETE FROM versioning_usage
        WHERE project_id = NEW.project_id AND user_id IS NEW.user_id AND id <> NEW.id;
    END
"""
DROP = "DROP TRIGGER stemma_usage_folded"
LIVE = "CASE WHEN document.trashed_at IS NULL THEN 1 ELSE 0 END"
# By trigger: table, person, and amounts of a new row.
ADDED = {
    "stemma_usage_blob_added": ("versioning_blob", "NEW.stored_by_id", "length(NEW.encoded), 0, 0"),
    "stemma_usage_version_added": (
        "versioning_version",
        "NEW.created_by_id",
        "length(CAST(NEW.description AS BLOB)) + length(CAST(NEW.fields AS BLOB)), "
        f"CASE WHEN NEW.trashed_at IS NULL THEN {LIVE} ELSE 0 END, "
        f"CASE WHEN NEW.trashed_at IS NULL AND NEW.status = 'draft' THEN {LIVE} ELSE 0 END",
    ),
}
COUNT = """
    INSERT INTO versioning_usage (project_id, user_id, bytes, versions, drafts)
    SELECT document.project_id, {user}, {amounts} FROM versioning_document AS document
    WHERE document.id = NEW.document_id {condition};
"""


def plain(name: str) -> str:
    """Return the statement that creates a trigger of SQLite without groups."""
    table, user, amounts = ADDED[name]
    person = COUNT.format(user=user, amounts=amounts, condition=f"AND {user} IS NOT NULL")
    total = COUNT.format(user="NULL", amounts=amounts, condition="")
    return f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW BEGIN {person} {total} END"


# As they were before, to the letter.
quotas = import_module("versioning.migrations.0018_quotas")
GROUPED = [quotas.sqlite_trigger(trigger) for trigger in quotas.triggers("sqlite") if trigger.name in ADDED]
DROPS = [f"DROP TRIGGER {name}" for name in ADDED]


class Migration(migrations.Migration):
    dependencies = [("versioning", "0026_indexes_once")]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("created_by__isnull", False), ("state__in", ("waiting", "running"))),
                fields=["project", "created_by"],
                name="job_open_of_person",
            ),
        ),
        run_sql(
            forwards={"sqlite": (DROP, FOLD.format(inserts=16), *DROPS, *map(plain, ADDED)), "postgresql": ()},
            backwards={"sqlite": (DROP, FOLD.format(inserts=64), *DROPS, *GROUPED), "postgresql": ()},
        ),
    ]
