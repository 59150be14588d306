"""A migration of the tables that are written most, while they are written: `python -m tests.ha.migration`."""

import subprocess
import sys

from tests.benchmarks.databases import Database

NAME = "ha_probe"


def migrate_under_load(database: Database) -> None:
    """Run every step in a process of its own, as `manage.py migrate` would."""
    command = [sys.executable, "-m", "tests.ha.migration"]
    subprocess.run(command, env=database.environment, check=True)


def _migrate() -> None:
    """Add a column and an index to versions and documents, and take them away again."""
    import django

    django.setup()

    from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
    from django.db import connection, migrations, models
    from django.db.migrations.state import ProjectState

    state = ProjectState.from_apps(django.apps.apps)
    for model in ("document", "version"):
        index = models.Index(fields=[NAME], name=f"{model}_{NAME}")
        field = models.IntegerField(default=0, db_default=0)
        for operation in (
            migrations.AddField(model, NAME, field),
            AddIndexConcurrently(model, index),
            RemoveIndexConcurrently(model, index.name),
            migrations.RemoveField(model, NAME),
        ):
            after = state.clone()
            operation.state_forwards("versioning", after)
            with connection.schema_editor(
                atomic=isinstance(operation, migrations.AddField | migrations.RemoveField)
            ) as editor:
                operation.database_forwards("versioning", editor, state, after)
            state = after


if __name__ == "__main__":
    _migrate()
