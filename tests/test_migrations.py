from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.cast import Cast
from tests.kept_texts import kept, make_history, read_all, texts_of
from tests.reading import current_of
from versioning.models import Version
from versioning.models.history.triggers import TRIGGERS, install, missing_triggers, remove
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database

ROOM = ("versioning", "0006_room_for_compressed_texts")


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


def _migrate(*targets: tuple[str, str]) -> Any:
    """Go to these migrations, or to the newest; returns the models as they then are."""
    executor = MigrationExecutor(connection)
    return executor.migrate(list(targets) or executor.loader.graph.leaf_nodes()).apps


@pytest.fixture
def before_compression(live_cast: Cast) -> Iterator[Callable[[], Any]]:
    """Goes back to when texts were kept plain; the newest migrations are applied again in the end."""
    (target,) = MigrationExecutor(connection).loader.get_migration(*ROOM).dependencies
    yield lambda: _migrate((target[0], target[1]))
    _migrate()


def test_texts_become_plain_and_compressed_again(live_cast: Cast, before_compression: Callable[[], Any]) -> None:
    texts = texts_of(40)
    document = make_history(live_cast, texts)

    blobs = before_compression().get_model("versioning", "Blob").objects.filter(document=document.pk)
    plain = {bytes(blob.data).decode() for blob in blobs}
    _migrate()

    assert plain == set(texts)
    assert read_all(document) == texts
    assert {base is None for base, _, _ in kept(document).values()} == {True, False}
    assert missing_triggers(connection) == []
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []


def test_a_text_that_was_damaged_before_it_is_compressed_stays_told(
    live_cast: Cast, before_compression: Callable[[], Any]
) -> None:
    first, second, third = texts_of(3)
    document = make_history(live_cast, [first, second, third])
    damaged = Version.objects.get(document=document, number=2).body_id
    blobs = before_compression().get_model("versioning", "Blob").objects
    blobs.filter(pk=damaged).update(data=second.encode().replace(b"a", b"b"))

    _migrate()

    breaches = list(verify_database(actor=system_actor(), tell=lambda _: None))
    assert [(breach.code, breach.id) for breach in breaches] == [("blob_corrupt", str(damaged))]
    assert [Version.objects.with_text().get(document=document, number=number).text for number in (1, 3)] == [
        first,
        third,
    ]


def _alter_and_alter_back() -> None:
    """On SQLite, altering a column makes the whole table anew, without its triggers."""
    narrow = Version._meta.get_field("name")
    wide = models.CharField(max_length=256)
    wide.set_attributes_from_name("name")
    wide.model = Version
    for old, new in ((narrow, wide), (wide, narrow)):
        with connection.schema_editor() as editor:
            editor.alter_field(Version, old, new)
