import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.cast import Cast
from tests.reading import current_of
from versioning.models import Version
from versioning.models.triggers import TRIGGERS, install, missing_triggers, remove


def test_the_migrations_hold_the_models_as_they_are(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_all_triggers_stand_after_migrate(db: None) -> None:
    assert missing_triggers(connection) == []


def test_each_trigger_freezes_columns_that_exist(db: None) -> None:
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, trigger.table)}

            assert columns.issuperset(trigger.frozen)


def test_the_triggers_can_be_taken_away_and_made_again(transactional_db: None) -> None:
    with connection.schema_editor() as editor:
        remove(None, editor)
    missing = missing_triggers(connection)

    with connection.schema_editor() as editor:
        install(None, editor)

    assert missing == [trigger.name for trigger in TRIGGERS]
    assert missing_triggers(connection) == []


def test_install_brings_back_what_a_rebuilt_table_lost(live_cast: Cast) -> None:
    version = current_of(live_cast.document())
    _alter_and_alter_back()

    with connection.schema_editor() as editor:
        install(None, editor)

    assert missing_triggers(connection) == []
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(title="Other")


def _alter_and_alter_back() -> None:
    """On SQLite, altering a column makes the whole table anew, without its triggers."""
    narrow = Version._meta.get_field("name")
    wide = models.CharField(max_length=256)
    wide.set_attributes_from_name("name")
    wide.model = Version
    for old, new in ((narrow, wide), (wide, narrow)):
        with connection.schema_editor() as editor:
            editor.alter_field(Version, old, new)
