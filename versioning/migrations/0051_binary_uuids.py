"""Store UUIDs on SQLite as 16 bytes instead of 32 characters. They are in most columns and indexes of the history."""

from typing import Any

from django.db import migrations

from versioning.migrations._binary_uuids import convert_uuids


def convert(apps: Any, schema_editor: Any) -> None:
    """Convert what earlier migrations wrote as text, after the database itself was converted."""
    if schema_editor.connection.vendor == "sqlite":
        convert_uuids(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0050_shorter_search_index")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
