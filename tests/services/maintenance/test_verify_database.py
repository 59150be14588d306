from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.cast import Cast, make_cast
from tests.models.raw import execute
from tests.pictures import stored
from tests.services.observing import everything_stored
from versioning.exceptions import NotAllowed
from versioning.migrations._operations import Trigger, create_triggers, drop_triggers, existing_triggers
from versioning.models import Blob, Document, Draft, Version
from versioning.models.history.blob import text_digest
from versioning.models.history.triggers import TRIGGERS, missing_triggers
from versioning.models.search.search_catalogue import rebuild
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.fork_document import ForkMode
from versioning.services.invariants.breach import Breach
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.searchable import write_search_entry
from versioning.services.maintenance.recount_usage import recount_usage
from versioning.services.maintenance.verify_database import INVARIANTS, verify_database
from versioning.services.projects.create_branch import create_branch

COUNTING = "stemma_usage_"
search_migration = import_module("versioning.migrations.0007_search")


def _verify() -> list[Breach]:
    return list(verify_database(actor=system_actor(), tell=lambda _: None))


class Scene(NamedTuple):
    """A sound project with everything in it, and another one for wrong references."""

    cast: Cast
    document: Document
    category: Document
    draft: Draft
    foreign: Document
    foreign_cast: Cast
    triggers: list[Trigger]

    def restore_triggers(self) -> None:
        """Create those again that are missing."""
        missing = missing_triggers(connection)
        with connection.schema_editor() as editor:
            create_triggers([trigger for trigger in self.triggers if trigger.name in missing], editor)

    def version(self, number: int) -> Version:
        return Version.objects.get(document=self.document, number=number)


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    """The test may break the data: the triggers and checks that would refuse are removed, not those that count."""
    cast, foreign_cast = make_cast(), make_cast("foreign")
    category = cast.document("Guides", kind="category")
    document = cast.document(parent_id=category.pk)
    cast.version(document, "Second text.")
    branch = create_branch(actor=cast.editor, project=cast.project, name="spring")
    draft = cast.fork(document, ForkMode.STRICT, branch_id=branch.pk)
    triggers = [trigger for trigger in existing_triggers(connection) if trigger.name in TRIGGERS]
    _drop([trigger for trigger in triggers if not trigger.name.startswith(COUNTING)])
    scene = Scene(cast, document, category, draft, foreign_cast.document("Foreign"), foreign_cast, triggers)
    yield scene
    scene.restore_triggers()


def _drop(triggers: list[Trigger]) -> None:
    with connection.schema_editor() as editor:
        drop_triggers(triggers, editor)


def _run(statements: list[str]) -> None:
    """Run statements of a migration, whose percent signs are no placeholders."""
    with connection.schema_editor() as editor:
        for statement in statements:
            editor.execute(statement, params=None)


def _unchecked(statement: str, *values: Any) -> None:
    """Run a statement that a check of its table refuses, as a damaged file or a wrong migration would."""
    if connection.vendor == "sqlite":
        execute("PRAGMA ignore_check_constraints = ON")
        execute(statement, *values)
        execute("PRAGMA ignore_check_constraints = OFF")
    else:
        pytest.skip("PostgreSQL checks every row that it writes")


Break = Callable[[Scene], tuple[str, object]]


def _set(table: str, column: str, pk: object, value: object) -> str:
    execute(f"UPDATE versioning_{table} SET {column} = %s WHERE id = %s", value, pk)  # noqa: S608
    return str(pk)


def _draft_row_missing(scene: Scene) -> tuple[str, object]:
    execute("DELETE FROM versioning_draft WHERE id = %s", scene.draft.pk)
    return "draft_row_missing", scene.draft.version_id


def _draft_row_left_over(scene: Scene) -> tuple[str, object]:
    execute(
        "UPDATE versioning_version SET status = 'archived', archived_at = created_at WHERE id = %s",
        scene.draft.version_id,
    )
    return "draft_row_left_over", scene.draft.pk


def _draft_of_another_document(scene: Scene) -> tuple[str, object]:
    free = scene.cast.draft("Another")
    return "draft_of_another_document", _set("draft", "document_id", free.pk, scene.category.pk)


def _draft_base(scene: Scene) -> tuple[str, object]:
    return "draft_base_of_another_document", _set("draft", "base_id", scene.draft.pk, scene.foreign.current_id)


def _draft_branch(scene: Scene) -> tuple[str, object]:
    main = scene.foreign_cast.project.branches.get()
    return "draft_on_foreign_branch", _set("draft", "branch_id", scene.draft.pk, main.pk)


def _closed_branch(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_branch SET closed_at = created_at WHERE id = %s", scene.draft.branch_id)
    return "draft_on_closed_branch", scene.draft.pk


def _current_foreign(scene: Scene) -> tuple[str, object]:
    _set("document", "title", scene.document.pk, scene.foreign.title)
    pk = _set("document", "current_id", scene.document.pk, scene.foreign.current_id)
    _let_searches_know(scene)
    return "current_of_another_document", pk


def _current_not_published(scene: Scene) -> tuple[str, object]:
    execute(
        "UPDATE versioning_version SET status = 'archived', archived_at = created_at WHERE id = %s",
        scene.version(2).pk,
    )
    return "current_not_published", scene.document.pk


def _current_in_trash(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_version SET trashed_at = created_at WHERE id = %s", scene.version(2).pk)
    return "current_in_trash", scene.document.pk


def _title(scene: Scene) -> tuple[str, object]:
    pk = _set("document", "title", scene.document.pk, "Another")
    _let_searches_know(scene)
    return "title_not_the_current_one", pk


def _let_searches_know(scene: Scene) -> None:
    document = Document.objects.select_related("current").get(pk=scene.document.pk)
    with transaction.atomic():
        write_search_entry(LockedDocument(actor=scene.cast.editor, document=document), current=document.current)


def _search_missing(scene: Scene) -> tuple[str, object]:
    execute("DELETE FROM versioning_searchentry WHERE document_id = %s", scene.document.pk)
    return "search_entry_missing", scene.document.pk


def _search_outdated(scene: Scene) -> tuple[str, object]:
    entry = scene.document.search_entry
    return "search_entry_outdated", _set("searchentry", "names", entry.pk, "another")


def _workspace(scene: Scene) -> tuple[str, object]:
    pk = _set("document", "workspace_id", scene.document.pk, scene.foreign_cast.workspace.pk)
    return "workspace_of_another_project", pk


def _parent_foreign(scene: Scene) -> tuple[str, object]:
    category = scene.foreign_cast.document("Elsewhere", kind="category")
    return "parent_of_another_project", _set("document", "parent_id", scene.document.pk, category.pk)


def _parent_kind(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_document SET kind = 'document' WHERE id = %s", scene.category.pk)
    return "parent_is_no_category", scene.document.pk


def _counter(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_document SET last_number = 2 WHERE id = %s", scene.document.pk)
    return "version_number_out_of_range", scene.draft.version_id


def _body(scene: Scene) -> tuple[str, object]:
    foreign = Version.objects.get(document=scene.foreign)
    return "version_body_of_another_document", _set("version", "body_id", scene.version(2).pk, foreign.body_id)


def _source(scene: Scene) -> tuple[str, object]:
    pk = _set("version", "source_id", scene.version(2).pk, scene.foreign.current_id)
    return "version_source_of_another_document", pk


def _merged(scene: Scene) -> tuple[str, object]:
    pk = _set("version", "merged_id", scene.version(2).pk, scene.foreign.current_id)
    return "version_merged_of_another_document", pk


def _dates(scene: Scene) -> tuple[str, object]:
    pk = scene.version(1).pk
    _unchecked("UPDATE versioning_version SET archived_at = created_at WHERE id = %s", pk)
    return "version_dates_do_not_fit", pk


def _bytes(scene: Scene) -> tuple[str, object]:
    blob = scene.version(1).body
    return "blob_corrupt", _set("blob", "encoded", blob.pk, bytes(blob.encoded).replace(b"First", b"Fifth"))


def _size(scene: Scene) -> tuple[str, object]:
    return "blob_corrupt", _set("blob", "size", scene.version(1).body_id, 7)


def _main_missing(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_branch SET is_main = %s WHERE project_id = %s", False, scene.foreign_cast.project.pk)
    return "main_branch_count", scene.foreign_cast.project.pk


def _main_closed(scene: Scene) -> tuple[str, object]:
    main = scene.foreign_cast.project.branches.get()
    _unchecked("UPDATE versioning_branch SET closed_at = created_at WHERE id = %s", main.pk)
    return "main_branch_closed", main.pk


BREAKS: tuple[Break, ...] = (
    _draft_row_missing, _draft_row_left_over, _draft_of_another_document, _draft_base, _draft_branch,
    _closed_branch, _current_foreign, _current_not_published, _current_in_trash, _title, _workspace,
    _parent_foreign, _parent_kind, _counter, _body, _source, _merged, _dates, _bytes, _size, _main_missing,
    _main_closed, _search_missing, _search_outdated,
)  # fmt: skip


@pytest.mark.parametrize("break_it", BREAKS)
def test_finds_the_row_that_breaks_a_promise(scene: Scene, break_it: Break) -> None:
    code, pk = break_it(scene)
    scene.restore_triggers()

    breaches = _verify()

    assert [(breach.code, breach.id) for breach in breaches] == [(code, str(pk))]


def test_finds_a_text_that_is_not_utf8(scene: Scene) -> None:
    blob = scene.version(1).body
    text = b"\xff" * blob.size
    _set("blob", "encoded", blob.pk, text)
    _set("blob", "sha256", blob.pk, text_digest(text))
    scene.restore_triggers()

    assert [breach.code for breach in _verify()] == ["blob_not_utf8"]


def _uses(scene: Scene, body: str) -> Any:
    """Return the blob of a new version with this text."""
    body_id = scene.cast.version(scene.document, body).body_id
    return Blob.objects.get(pk=body_id)


def test_finds_a_text_whose_files_are_not_kept(scene: Scene) -> None:
    file = stored(scene.cast)
    blob = _uses(scene, f"![]({file.url})")
    _set("blob", "file_set_id", blob.pk, None)
    scene.restore_triggers()

    breaches = _verify()

    assert [(breach.code, breach.id) for breach in breaches] == [("file_uses_wrong", str(blob.pk))]


def test_finds_a_text_that_keeps_a_file_that_it_does_not_mention(scene: Scene) -> None:
    file = stored(scene.cast)
    blob, other = _uses(scene, f"![]({file.url})"), scene.version(1).body
    _set("blob", "file_set_id", other.pk, blob.file_set_id)
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
    _set("document", "parent_id", outer.pk, inner.pk)
    _set("document", "parent_id", inner.pk, outer.pk)
    _set("document", "parent_id", scene.category.pk, outer.pk)
    scene.restore_triggers()

    breaches = _verify()

    assert {(breach.code, breach.id) for breach in breaches} == {
        ("document_below_itself", str(outer.pk)),
        ("document_below_itself", str(inner.pk)),
    }


def test_finds_every_trigger_that_is_missing(scene: Scene) -> None:
    _drop([trigger for trigger in scene.triggers if trigger.name.startswith(COUNTING)])

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
    _run(search_migration.DROP[connection.vendor])
    missing = {breach.code for breach in _verify()}

    _run(search_migration.CREATE[connection.vendor])
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
        _set("version", "number", pks[0], 2)

        broken = {(breach.code, breach.id) for breach in _verify() if breach.code != "trigger_missing"}
    finally:
        _set("version", "number", pks[0], 1)
        execute(f"ALTER TABLE versioning_version ADD CONSTRAINT {constraint} UNIQUE (document_id, number)")

    assert broken == {("version_number_twice", str(pk)) for pk in pks}


def test_finds_a_reference_that_leads_nowhere(scene: Scene) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL cannot be told to leave one")
    scene.restore_triggers()
    execute("PRAGMA foreign_keys = OFF")
    _set("version", "merged_id", scene.version(2).pk, scene.cast.project.pk)
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
    _set("blob", "size", last.body_id, 99)
    scene.restore_triggers()

    assert [breach.id for breach in _verify()] == [str(last.body_id)]


def test_refuses_who_is_no_administrator_at_once(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        verify_database(actor=cast.manager, tell=lambda _: None)
