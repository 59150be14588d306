"""Store the UUIDs of an SQLite database as blobs of 16 bytes instead of 32 hex digits.

The backend knows only blobs. Earlier migrations read and write rows by it, too, so an existing database is converted
before the first of them runs.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.recorder import MigrationRecorder

from versioning.migrations._operations import without_triggers

CONVERTING = ("versioning", "0051_binary_uuids")
# Django gives this type to UUIDs and to nothing else. Other digits than those of a UUID stay as they are.
_COLUMNS = """
    SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND columns.type = 'char(32)' ORDER BY 1
"""


def convert_before(*, using: str, **others: Any) -> None:
    """Convert the UUIDs of a database of a former release. This receives `pre_migrate`, before any migration."""
    connection = connections[using]
    if connection.vendor == "sqlite" and CONVERTING not in MigrationRecorder(connection).applied_migrations():
        with connection.schema_editor() as editor:
            convert_uuids(editor)


def convert_uuids(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Convert all UUIDs that are still text. A schema editor checks no foreign keys until its end."""
    with without_triggers(schema_editor):
        for table, columns in _columns_by_table(schema_editor):
            changes = ", ".join(f'"{name}" = COALESCE(unhex("{name}"), "{name}")' for name in columns)
            among = " OR ".join(f"typeof(\"{name}\") = 'text'" for name in columns)
            schema_editor.execute(f'UPDATE "{table}" SET {changes} WHERE {among}', params=None)  # noqa: S608  names from the catalog


def _columns_by_table(schema_editor: BaseDatabaseSchemaEditor) -> Iterator[tuple[str, list[str]]]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    yield from columns.items()
