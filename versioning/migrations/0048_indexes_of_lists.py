"""Give the indexes of lists that are a part of their table an order of their own on PostgreSQL.

See ListIndex in `models.sql.list_index`. SQLite reads them as they are.
"""

from collections.abc import Iterator

from django.db import migrations

from versioning.migrations._operations import run_sql

PRESENT = "WHERE trashed_at IS NULL"
# The name of each index, its table, its columns in their order of before, and its condition.
INDEXES = (
    ("document_updated", "document", "project_id, updated_at DESC, id DESC", ""),
    ("document_created", "document", "project_id, created_at DESC, id DESC", ""),
    ("document_title", "document", "project_id, title ASC, id ASC", ""),
    ("document_not_published", "document", "project_id, updated_at DESC, id DESC", "WHERE current_id IS NULL"),
    ("event_by_document", "event", "document_id, id ASC", ""),
    ("event_by_project", "event", "project_id, id ASC", ""),
    ("file_present", "file", "project_id, id DESC", PRESENT),
    ("file_trashed", "file", "project_id, id DESC", "WHERE trashed_at IS NOT NULL"),
    ("file_at_top", "file", "project_id, id DESC", f"{PRESENT} AND folder_id IS NULL"),
    ("file_of_type", "file", "project_id, media_type, id DESC", PRESENT),
    ("versioning_file_of_kind", "file", "project_id, split_part(media_type, '/', 1), id DESC", PRESENT),
    ("file_folder_id", "file", "folder_id, id DESC", "WHERE folder_id IS NOT NULL"),
    ("delivery_webhook_id", "delivery", "webhook_id, id DESC", ""),
    ("document_link_project", "documentlink", "project_id, id DESC", ""),
)


def statements(*, ascending: str, descending: str) -> Iterator[str]:
    """Yield what creates each index anew, with these orders of its columns."""
    for name, table, columns, condition in INDEXES:
        ordered = columns.replace(" ASC", ascending).replace(" DESC", descending)
        yield f"DROP INDEX {name}"
        yield f"CREATE INDEX {name} ON versioning_{table} ({ordered}) {condition}"


class Migration(migrations.Migration):
    dependencies = [("versioning", "0047_files_of_people")]

    operations = [
        run_sql(
            forwards={
                "sqlite": [],
                "postgresql": list(statements(ascending=" ASC NULLS FIRST", descending=" DESC NULLS LAST")),
            },
            backwards={"sqlite": [], "postgresql": list(statements(ascending=" ASC", descending=" DESC"))},
        )
    ]
