from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.cast import Cast
from tests.models.raw import execute
from tests.pictures import stored
from tests.services.maintenance.broken_rows import (
    BREAKS,
    COUNTING,
    Break,
    Scene,
    drop,
    run_statements,
    search_migration,
    set_column,
)
from tests.services.observing import everything_stored
from versioning.exceptions import NotAllowed
from versioning.models import Blob, Document
from versioning.models.history.blob import text_digest
from versioning.models.history.triggers import TRIGGERS
from versioning.models.search.search_catalogue import rebuild
from versioning.services.access.system_actor import system_actor
from versioning.services.invariants.breach import Breach
from versioning.services.maintenance.recount_usage import recount_usage
from versioning.services.maintenance.verify_database import INVARIANTS, verify_database


def _verify() -> list[Breach]:
    return list(verify_database(actor=system_actor(), tell=lambda _: None))


@pytest.mark.parametrize("break_it", BREAKS)
def test_finds_the_row_that_breaks_a_promise(scene: Scene, break_it: Break) -> None:
    code, pk = break_it(scene)
    scene.restore_triggers()

    breaches = _verify()

    assert [(breach.code, breach.id) for breach in breaches] == [(code, str(pk))]


def test_finds_a_text_that_is_not_utf8(scene: Scene) -> None:
    blob = scene.version(1).body
    text = b"\xff" * blob.size
    set_column("blob", "encoded", blob.pk, text)
    set_column("blob", "sha256", blob.pk, text_digest(text))
    scene.restore_triggers()

    assert [breach.code for breach in _verify()] == ["blob_not_utf8"]


def _uses(scene: Scene, body: str) -> Any:
    """Return the blob of a new version with this text."""
    body_id = scene.cast.version(scene.document, body).body_id
    return Blob.objects.get(pk=body_id)


def test_finds_a_text_whose_files_are_not_kept(scene: Scene) -> None:
    file = stored(scene.cast)
    blob = _uses(scene, f"![]({file.url})")
    set_column("blob", "file_set_id", blob.pk, None)
    scene.restore_triggers()

    breaches = _verify()

    assert [(breach.code, breach.id) for breach in breaches] == [("file_uses_wrong", str(blob.pk))]


def test_finds_a_text_that_keeps_a_file_that_it_does_not_mention(scene: Scene) -> None:
    file = stored(scene.cast)
    blob, other = _uses(scene, f"![]({file.url})"), scene.version(1).body
    set_column("blob", "file_set_id", other.pk, blob.file_set_id)
    scene.restore_triggers()

    breaches = _verify()

    assert [(breach.code, breach.id) for breach in breaches] == [("file_uses_wrong", str(other.pk))]


def test_a_text_may_mention_files_of_other_projects_and_later_ones(scene: Scene) -> None:
    foreign, unknown = stored(scene.foreign_cast), uuid4()
    _uses(scene, f"![]({foreign.url}) ![](/files/{unknown}/x.png)")
    file = stored(scene.cast)
    file.pk, file.name = unknown, "x.png"
    file.save(force_insert=True)
    scene.restore_triggers()

    assert "file_uses_wrong" not in {breach.code for breach in _verify()}


def test_finds_categories_that_lie_below_themselves(scene: Scene) -> None:
    outer, inner = (scene.cast.document(title, kind="category") for title in ("Outer", "Inner"))
    set_column("document", "parent_id", outer.pk, inner.pk)
    set_column("document", "parent_id", inner.pk, outer.pk)
    set_column("document", "parent_id", scene.category.pk, outer.pk)
    scene.restore_triggers()

    breaches = _verify()

    assert {(breach.code, breach.id) for breach in breaches} == {
        ("document_below_itself", str(outer.pk)),
        ("document_below_itself", str(inner.pk)),
    }


def test_finds_every_trigger_that_is_missing(scene: Scene) -> None:
    drop([trigger for trigger in scene.triggers if trigger.name.startswith(COUNTING)])

    breaches = _verify()

    assert sorted(breach.id for breach in breaches) == sorted(TRIGGERS)
    assert {breach.code for breach in breaches} == {"trigger_missing"}


@pytest.mark.parametrize("whose", ["user_id IS NULL", "user_id IS NOT NULL"])
def test_finds_usage_that_is_not_what_the_rows_take_up_and_recounts_it(scene: Scene, whose: str) -> None:
    scene.restore_triggers()
    execute(f"UPDATE versioning_usage SET bytes = bytes + 7, drafts = drafts - 1 WHERE {whose}")  # noqa: S608  ours

    codes = {breach.code for breach in _verify()}
    recount_usage(actor=system_actor())

    assert codes == {"usage_miscounted"}
    assert _verify() == []


def test_finds_what_is_missing_of_the_index_of_searches(scene: Scene) -> None:
    scene.restore_triggers()
    run_statements(search_migration.DROP[connection.vendor])
    missing = {breach.code for breach in _verify()}

    run_statements(search_migration.CREATE[connection.vendor])
    rebuild(connection)

    assert missing == {"search_index_missing"}
    assert _verify() == []
    assert Document.objects.matching("second text").get() == scene.document


def test_finds_numbers_that_were_given_twice(scene: Scene) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps a table's unique constraints for its life")
    pks, constraint = [scene.version(number).pk for number in (1, 2)], "one_version_per_document_and_number"
    execute(f"ALTER TABLE versioning_version DROP CONSTRAINT {constraint}")
    try:
        set_column("version", "number", pks[0], 2)

        broken = {(breach.code, breach.id) for breach in _verify() if breach.code != "trigger_missing"}
    finally:
        set_column("version", "number", pks[0], 1)
        execute(f"ALTER TABLE versioning_version ADD CONSTRAINT {constraint} UNIQUE (document_id, number)")

    assert broken == {("version_number_twice", str(pk)) for pk in pks}


def test_finds_a_reference_that_leads_nowhere(scene: Scene) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL cannot be told to leave one")
    scene.restore_triggers()
    execute("PRAGMA foreign_keys = OFF")
    set_column("version", "merged_id", scene.version(2).pk, scene.cast.project.pk)
    execute("PRAGMA foreign_keys = ON")

    codes = [breach.code for breach in _verify()]

    # The database is checked again when the fixture restores the triggers.
    execute("UPDATE versioning_version SET merged_id = NULL")
    assert codes == ["reference_dangling"]


def test_finds_nothing_in_a_sound_database_and_changes_nothing(scene: Scene) -> None:
    scene.restore_triggers()
    actor, titles = system_actor(), list[str]()
    before = everything_stored()

    breaches = list(verify_database(actor=actor, tell=titles.append))

    assert breaches == []
    assert len(titles) == len(INVARIANTS)
    assert everything_stored() == before


def test_reads_texts_in_groups(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.services.invariants.blobs.BYTES_AT_ONCE", 10)
    monkeypatch.setattr("versioning.services.invariants.blobs.PAGE", 2)
    for text in ("a", "b", "c" * 20, "d"):
        scene.cast.version(scene.document, text)
    last = scene.cast.version(scene.document, "e")
    set_column("blob", "size", last.body_id, 99)
    scene.restore_triggers()

    assert [breach.id for breach in _verify()] == [str(last.body_id)]


def test_refuses_who_is_no_administrator_at_once(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        verify_database(actor=cast.manager, tell=lambda _: None)
