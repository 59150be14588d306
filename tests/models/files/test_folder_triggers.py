"""What the database itself refuses of folders and attachments, tried by raw SQL."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast, make_cast
from tests.models.raw import execute, refusal_of, refusal_of_update, update
from tests.pictures import stored
from versioning.models import Folder
from versioning.models.history.triggers import TRIGGERS
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.attach_file import attach_file
from versioning.services.files.move_file import move_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.maintenance.verify_database import Depth, verify_database


def folder_in(cast: Cast, name: str = "Pictures", **values: Any) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name=name, **values)


def insert_copy(folder: Folder, *, changed: str, value: Any) -> str:
    """Insert the folder again under another name, with one column changed."""
    columns = ["project_id", "parent_id", "depth", '"order"', "color", "is_starred", "created_at", "modified_at"]
    columns += ["created_by_id", "modified_by_id"]
    chosen = ", ".join("%s" if column == changed else column for column in columns)
    return refusal_of(
        f"INSERT INTO versioning_folder (id, name, {', '.join(columns)}) "  # noqa: S608
        f"SELECT %s, 'copy', {chosen} FROM versioning_folder WHERE id = %s",
        uuid4(),
        value,
        folder.pk,
    )


def test_a_folder_stays_in_its_place(cast: Cast) -> None:
    folder = folder_in(cast)
    below, other = folder_in(cast, parent=folder), make_cast("other").project

    assert "a folder stays in its place" in refusal_of_update(folder, "parent_id = %s, depth = 3", below.pk)
    assert "a folder stays in its place" in refusal_of_update(folder, "project_id = %s", other.pk)
    assert "a folder stays in its place" in refusal_of_update(below, "depth = 3")


@pytest.mark.parametrize(("column", "value"), [("depth", 1), ("depth", 3), ("depth", 21)])
def test_a_folder_is_one_level_below_its_parent(cast: Cast, column: str, value: int) -> None:
    insert_copy(folder_in(cast, parent=folder_in(cast)), changed=column, value=value)


def test_a_folder_is_in_the_project_of_its_parent(cast: Cast) -> None:
    other = make_cast("other").project

    refusal = insert_copy(folder_in(cast, parent=folder_in(cast)), changed="project_id", value=other.pk)

    assert "one level below its parent, in the same project" in refusal


def test_a_name_is_taken_once_in_its_place(cast: Cast) -> None:
    top = folder_in(cast)
    folder_in(cast, "A", parent=top)

    refusal_of_update(folder_in(cast, "B", parent=top), "name = 'A'")
    refusal_of_update(folder_in(cast, "B"), "name = 'Pictures'")


def test_a_file_is_in_a_folder_of_its_own_project(cast: Cast) -> None:
    file, foreign = stored(cast), folder_in(make_cast("other"))

    assert "a folder of its own project" in refusal_of_update(file, "folder_id = %s", foreign.pk)
    columns = "project_id, sha256, size, media_type, width, height, alt_text, created_at, created_by_id"
    assert "a folder of its own project" in refusal_of(
        f"INSERT INTO versioning_file (id, name, folder_id, {columns}) "  # noqa: S608
        f"SELECT %s, 'b.png', %s, {columns} FROM versioning_file WHERE id = %s",
        uuid4(),
        foreign.pk,
        file.pk,
    )


def test_an_attachment_never_changes_and_has_a_file_of_the_project_of_its_document(cast: Cast) -> None:
    foreign, document = stored(make_cast("other")), cast.document()
    attachment = attach_file(actor=cast.editor, document=document, file=stored(cast))

    assert "an attachment never changes" in refusal_of_update(attachment, "name = 'other'")
    columns = "document_id, address, name, size, file_type, created_at, created_by_id"
    assert "files of its own project" in refusal_of(
        f"INSERT INTO versioning_attachment (id, file_id, {columns}) "  # noqa: S608
        f"SELECT %s, %s, {columns} FROM versioning_attachment WHERE id = %s",
        uuid4(),
        foreign.pk,
        attachment.pk,
    )


def test_a_folder_that_holds_something_cannot_be_deleted(cast: Cast) -> None:
    folder = folder_in(cast)
    move_file(actor=cast.editor, file=stored(cast), folder=folder)

    with pytest.raises(IntegrityError, match="(?i)foreign key"), transaction.atomic():
        _delete_at_once(folder)


def _delete_at_once(folder: Folder) -> None:
    execute("DELETE FROM versioning_folder WHERE id = %s", folder.pk)
    # Foreign keys are checked when the transaction ends.
    connection.check_constraints()


def test_verify_finds_what_the_triggers_would_have_refused(cast: Cast) -> None:
    foreign = make_cast("other")
    file, foreign_file, below = stored(cast), stored(foreign), folder_in(cast, parent=folder_in(cast))
    attachment = attach_file(actor=cast.editor, document=cast.document(), file=file)
    for name in ("stemma_file_moved_in_its_project", "stemma_folder_frozen", "stemma_attachment_frozen"):
        execute(f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {TRIGGERS[name]}")
    update(foreign_file, "folder_id = %s", below.pk)
    update(below, "depth = 5")
    update(attachment, "file_id = %s", foreign_file.pk)

    found = verify_database(actor=system_actor(), tell=lambda title: None, depth=Depth.SIZES)

    assert {breach.code for breach in found if "trigger" not in breach.code} == {
        "attachment_of_another_project",
        "file_in_folder_of_another_project",
        "folder_not_below_its_parent",
    }
