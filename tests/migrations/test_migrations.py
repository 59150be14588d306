import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

from tests.cast import Cast
from tests.reading import current_of
from versioning.migrations._operations import WithoutTriggers, create_triggers, drop_triggers, existing_triggers
from versioning.models import Version
from versioning.models.history.triggers import TRIGGERS, missing_triggers
from versioning.models.search.search_catalogue import PARTS

COLUMN = re.compile(r'\b(?:OLD|NEW)\."?(\w+)', re.IGNORECASE)
WIDER_NAME = migrations.AlterField("version", "name", models.CharField(max_length=256))


def run(operation: Operation, *, undo: bool = False) -> None:
    """Run an operation on the database as a migration after the last one would, or undo it."""
    before = MigrationExecutor(connection).loader.project_state()
    after = before.clone()
    operation.state_forwards("versioning", after)
    with connection.schema_editor() as editor:
        if undo:
            operation.database_backwards("versioning", editor, after, before)
        else:
            operation.database_forwards("versioning", editor, before, after)


def rename_all(apps: Any, schema_editor: Any) -> None:
    apps.get_model("versioning", "Version").objects.update(title="Renamed")


def fail(apps: Any, schema_editor: Any) -> None:
    raise RuntimeError


def test_the_migrations_hold_the_models_as_they_are(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_all_triggers_exist_after_migrate(db: None) -> None:
    assert missing_triggers(connection) == []


def test_verify_knows_every_trigger_and_its_table(db: None) -> None:
    tables = {trigger.name: trigger.table for trigger in existing_triggers(connection)}

    _, parts_of_the_index = PARTS[connection.vendor]
    assert {name: table for name, table in tables.items() if name not in parts_of_the_index} == TRIGGERS


def test_each_trigger_names_columns_that_exist(db: None) -> None:
    with connection.cursor() as cursor:
        for trigger in existing_triggers(connection):
            columns = {column.name for column in connection.introspection.get_table_description(cursor, trigger.table)}

            assert columns.issuperset(COLUMN.findall(trigger.definition))


def test_triggers_can_be_dropped_and_created_again(transactional_db: None) -> None:
    triggers = existing_triggers(connection)

    with connection.schema_editor() as editor:
        drop_triggers(triggers, editor)
    missing = missing_triggers(connection)
    with connection.schema_editor() as editor:
        create_triggers(triggers, editor)

    assert missing == list(TRIGGERS)
    assert existing_triggers(connection) == triggers


@pytest.mark.parametrize("undo", [False, True])
def test_a_table_that_is_built_again_keeps_its_triggers(live_cast: Cast, undo: bool) -> None:
    version, triggers = current_of(live_cast.document()), existing_triggers(connection)
    operation = WithoutTriggers(WIDER_NAME)
    run(operation)
    if undo:
        run(operation, undo=True)

    kept = existing_triggers(connection)

    if not undo:
        run(operation, undo=True)
    assert kept == triggers
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(title="Other")


def test_a_data_migration_may_change_what_triggers_refuse(live_cast: Cast) -> None:
    version = current_of(live_cast.document())

    run(WithoutTriggers(migrations.RunPython(rename_all)))

    assert Version.objects.get(pk=version.pk).title == "Renamed"
    assert missing_triggers(connection) == []


def test_a_data_migration_that_fails_leaves_the_triggers(live_cast: Cast) -> None:
    current_of(live_cast.document())
    triggers = existing_triggers(connection)

    with pytest.raises(RuntimeError):
        run(WithoutTriggers(migrations.RunPython(rename_all), migrations.RunPython(fail)))

    assert existing_triggers(connection) == triggers
    assert not Version.objects.filter(title="Renamed").exists()


def test_a_migration_that_is_not_atomic_may_not_drop_triggers(transactional_db: None) -> None:
    state, triggers = MigrationExecutor(connection).loader.project_state(), existing_triggers(connection)
    editor = connection.schema_editor(atomic=False)

    with pytest.raises(ValueError, match="atomic"):
        WithoutTriggers(WIDER_NAME).database_forwards("versioning", editor, state, state)

    assert existing_triggers(connection) == triggers
