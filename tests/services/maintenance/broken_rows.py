"""Rows that break a promise, in a project with everything in it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from tests.cast import Cast
from tests.models.raw import execute
from versioning.migrations._operations import Trigger, create_triggers, drop_triggers
from versioning.models import Document, Draft, Version
from versioning.models.history.triggers import missing_triggers
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.search.searchable import write_search_entry

COUNTING = "stemma_usage_"
search_migration = import_module("versioning.migrations.0007_search")


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


def drop(triggers: list[Trigger]) -> None:
    with connection.schema_editor() as editor:
        drop_triggers(triggers, editor)


def run_statements(statements: list[str]) -> None:
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


def set_column(table: str, column: str, pk: object, value: object) -> str:
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
    return "draft_of_another_document", set_column("draft", "document_id", free.pk, scene.category.pk)


def _draft_base(scene: Scene) -> tuple[str, object]:
    return "draft_base_of_another_document", set_column("draft", "base_id", scene.draft.pk, scene.foreign.current_id)


def _draft_branch(scene: Scene) -> tuple[str, object]:
    main = scene.foreign_cast.project.branches.get()
    return "draft_on_foreign_branch", set_column("draft", "branch_id", scene.draft.pk, main.pk)


def _closed_branch(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_branch SET closed_at = created_at WHERE id = %s", scene.draft.branch_id)
    return "draft_on_closed_branch", scene.draft.pk


def _current_foreign(scene: Scene) -> tuple[str, object]:
    set_column("document", "title", scene.document.pk, scene.foreign.title)
    pk = set_column("document", "current_id", scene.document.pk, scene.foreign.current_id)
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
    pk = set_column("document", "title", scene.document.pk, "Another")
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
    return "search_entry_outdated", set_column("searchentry", "names", entry.pk, "another")


def _workspace(scene: Scene) -> tuple[str, object]:
    pk = set_column("document", "workspace_id", scene.document.pk, scene.foreign_cast.workspace.pk)
    return "workspace_of_another_project", pk


def _parent_foreign(scene: Scene) -> tuple[str, object]:
    category = scene.foreign_cast.document("Elsewhere", kind="category")
    return "parent_of_another_project", set_column("document", "parent_id", scene.document.pk, category.pk)


def _parent_kind(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_document SET kind = 'document' WHERE id = %s", scene.category.pk)
    return "parent_is_no_category", scene.document.pk


def _counter(scene: Scene) -> tuple[str, object]:
    execute("UPDATE versioning_document SET last_number = 2 WHERE id = %s", scene.document.pk)
    return "version_number_out_of_range", scene.draft.version_id


def _body(scene: Scene) -> tuple[str, object]:
    foreign = Version.objects.get(document=scene.foreign)
    return "version_body_of_another_document", set_column("version", "body_id", scene.version(2).pk, foreign.body_id)


def _source(scene: Scene) -> tuple[str, object]:
    pk = set_column("version", "source_id", scene.version(2).pk, scene.foreign.current_id)
    return "version_source_of_another_document", pk


def _merged(scene: Scene) -> tuple[str, object]:
    pk = set_column("version", "merged_id", scene.version(2).pk, scene.foreign.current_id)
    return "version_merged_of_another_document", pk


def _dates(scene: Scene) -> tuple[str, object]:
    pk = scene.version(1).pk
    _unchecked("UPDATE versioning_version SET archived_at = created_at WHERE id = %s", pk)
    return "version_dates_do_not_fit", pk


def _bytes(scene: Scene) -> tuple[str, object]:
    blob = scene.version(1).body
    return "blob_corrupt", set_column("blob", "encoded", blob.pk, bytes(blob.encoded).replace(b"First", b"Fifth"))


def _size(scene: Scene) -> tuple[str, object]:
    return "blob_corrupt", set_column("blob", "size", scene.version(1).body_id, 7)


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
