"""The triggers that keep files and the sets of files of texts as they are, and the files of a blob with its identity."""

from typing import NamedTuple

from django.db import migrations

from versioning.migrations._operations import run_sql


class Refusal(NamedTuple):
    """Refuse an `event` on a row of `table` if it changes a `frozen` column, or if `where` holds."""

    name: str
    table: str
    sentence: str
    event: str = "UPDATE"
    frozen: tuple[str, ...] = ()
    condition: str = "TRUE"
    where: str = "TRUE"


FILE = (
    *("id", "project_id", "sha256", "size", "media_type", "name", "width", "height"),
    *("created_at", "created_by_id"),
)
REFUSALS = (
    Refusal("stemma_file_frozen", "versioning_file", "a file never changes", frozen=FILE),
    Refusal(
        "stemma_file_set_frozen",
        "versioning_fileset",
        "a set of files never changes",
        frozen=("id", "project_id", "digest", "created_at"),
    ),
    Refusal(
        "stemma_file_use_frozen",
        "versioning_fileuse",
        "a use of a file never changes",
        frozen=("id", "file_set_id", "file_id"),
    ),
    Refusal(
        "stemma_file_use_added_in_time",
        "versioning_fileuse",
        "a set of files is complete before a text refers to it",
        event="INSERT",
        where="EXISTS (SELECT 1 FROM versioning_blob WHERE file_set_id = NEW.file_set_id)",
    ),
    Refusal(
        "stemma_file_use_within_a_project",
        "versioning_fileuse",
        "a set holds files of its own project",
        event="INSERT",
        where="""NOT EXISTS (SELECT 1 FROM versioning_file used, versioning_fileset kept
            WHERE used.id = NEW.file_id AND kept.id = NEW.file_set_id AND used.project_id = kept.project_id)""",
    ),
    Refusal(
        "stemma_file_use_of_a_text_stays",
        "versioning_fileuse",
        "a text keeps the files that it uses",
        event="DELETE",
        where="EXISTS (SELECT 1 FROM versioning_blob WHERE file_set_id = OLD.file_set_id)",
    ),
    Refusal(
        "stemma_blob_files_of_its_project",
        "versioning_blob",
        "a text uses files of its own project",
        event="INSERT",
        condition="NEW.file_set_id IS NOT NULL",
        where="""NOT EXISTS (SELECT 1 FROM versioning_fileset kept, versioning_document document
            WHERE kept.id = NEW.file_set_id AND document.id = NEW.document_id
            AND kept.project_id = document.project_id)""",
    ),
)
FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {where} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
RETURN NEW;
END $$
"""


def head(refusal: Refusal, *, differs: str) -> str:
    """Return the statement up to its action. `differs` compares two values that may be NULL."""
    moment = "BEFORE" if refusal.frozen else "AFTER"
    changed = " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in refusal.frozen) or "TRUE"
    return (
        f"CREATE TRIGGER {refusal.name} {moment} {refusal.event} ON {refusal.table} FOR EACH ROW "
        f"WHEN ({refusal.condition} AND ({changed}))"
    )


def on_sqlite(refusal: Refusal) -> str:
    action = f"BEGIN SELECT RAISE(ABORT, '{refusal.sentence}') WHERE {refusal.where}; END"
    return f"{head(refusal, differs='IS NOT')} {action}"


def on_postgresql(refusal: Refusal) -> str:
    return f"{head(refusal, differs='IS DISTINCT FROM')} EXECUTE FUNCTION {refusal.name}()"


def frozen_blob(*columns: str) -> Refusal:
    return Refusal("stemma_blob_frozen", "versioning_blob", "a blob never changes", frozen=columns)


BLOB = ("id", "document_id", "sha256", "size")
BEFORE, SINCE = frozen_blob(*BLOB), frozen_blob(*BLOB, "file_set_id")


class Migration(migrations.Migration):
    dependencies = [("versioning", "0013_files")]

    operations = [
        run_sql(
            forwards={
                "sqlite": [
                    *(on_sqlite(refusal) for refusal in REFUSALS),
                    "DROP TRIGGER stemma_blob_frozen",
                    on_sqlite(SINCE),
                ],
                "postgresql": [
                    *(FUNCTION.format(**refusal._asdict()) for refusal in REFUSALS),
                    *(on_postgresql(refusal) for refusal in REFUSALS),
                    "DROP TRIGGER stemma_blob_frozen ON versioning_blob",
                    on_postgresql(SINCE),
                ],
            },
            backwards={
                "sqlite": [
                    *(f"DROP TRIGGER {refusal.name}" for refusal in REFUSALS),
                    "DROP TRIGGER stemma_blob_frozen",
                    on_sqlite(BEFORE),
                ],
                "postgresql": [
                    *(f"DROP TRIGGER {refusal.name} ON {refusal.table}" for refusal in REFUSALS),
                    *(f"DROP FUNCTION {refusal.name}()" for refusal in REFUSALS),
                    "DROP TRIGGER stemma_blob_frozen ON versioning_blob",
                    on_postgresql(BEFORE),
                ],
            },
        )
    ]
