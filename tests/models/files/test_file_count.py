"""The database counts the files of folders and the bytes of projects."""

from uuid import UUID

import pytest
from django.db import connection

from tests.cast import Cast
from tests.models.raw import execute
from tests.pictures import picture, stored
from versioning.models import File, FileCount, Folder
from versioning.models.files.file_count import correct_file_miscounts, find_file_miscounts
from versioning.models.sql.rows import insert_rows
from versioning.services.access.system_actor import system_actor
from versioning.services.files.move_file import move_file
from versioning.services.files.restore_file import restore_file
from versioning.services.files.trash_file import trash_file
from versioning.services.folders.create_folder import create_folder

pytestmark = pytest.mark.django_db


def counts(cast: Cast) -> dict[UUID | None, int]:
    return {folder: files for folder, files in FileCount.objects.by_folder(cast.project.pk).items() if files}


def make_folder(cast: Cast) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name="Pictures", parent=None)


def test_counts_files_where_they_are(cast: Cast) -> None:
    folder = make_folder(cast)
    moved, trashed, restored = (stored(cast, picture(color), name=color) for color in ("lime", "tan", "gold"))

    move_file(actor=cast.editor, file=moved, folder=folder)
    trash_file(actor=cast.editor, file=trashed)
    trash_file(actor=cast.editor, file=restored)
    restore_file(actor=cast.editor, file=restored)

    assert counts(cast) == {None: 1, folder.pk: 1}
    assert FileCount.objects.by_folder(cast.project.pk, folders=[folder.pk]) == {folder.pk: 1}
    assert find_file_miscounts(connection) == []


def test_counts_equal_bytes_once_until_the_last_file_with_them_is_gone(cast: Cast) -> None:
    data = picture("lime")
    files = [stored(cast, data, name=name) for name in ("a.png", "b.png")]
    taken = [FileCount.objects.stored_bytes(cast.project.pk)]

    for file in files:
        File.objects.filter(pk=file.pk).delete()
        taken.append(FileCount.objects.stored_bytes(cast.project.pk))

    assert taken == [len(data), len(data), 0]
    assert find_file_miscounts(connection) == []


def test_counts_the_rows_of_one_statement(cast: Cast) -> None:
    values = {"project": cast.project, "media_type": "image/png", "created_by": system_actor().user}

    insert_rows([File(sha256=bytes(31) + bytes([n % 2]), size=10, name=str(n), **values) for n in range(100)])

    assert counts(cast) == {None: 100}
    assert FileCount.objects.stored_bytes(cast.project.pk) == 20
    assert find_file_miscounts(connection) == []


def test_corrects_counts_that_are_wrong(cast: Cast) -> None:
    folder = make_folder(cast)
    move_file(actor=cast.editor, file=stored(cast), folder=folder)
    size = FileCount.objects.stored_bytes(cast.project.pk)
    execute("UPDATE versioning_filecount SET files = files + 3, bytes = bytes + 7")

    correct_file_miscounts(connection)

    assert counts(cast) == {folder.pk: 1}
    assert FileCount.objects.stored_bytes(cast.project.pk) == size
    assert find_file_miscounts(connection) == []
