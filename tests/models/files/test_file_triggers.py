"""What the database itself refuses, tried by raw SQL."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast, make_cast
from tests.models.raw import execute, refusal_of, refusal_of_update
from tests.pictures import stored
from versioning.models import File, FileSet, FileUse
from versioning.services.kernel.file_sets import keep_file_set

FROZEN = {
    "size": 1,
    "media_type": "text/html",
    "name": "other.png",
    "width": 9,
    "height": 9,
    "created_at": "2001-01-01 00:00:00+00:00",
}


@pytest.mark.parametrize(("column", "value"), FROZEN.items())
def test_refuses_to_change_a_file(cast: Cast, column: str, value: Any) -> None:
    assert "a file never changes" in refusal_of_update(stored(cast), f"{column} = %s", value)


def test_refuses_to_change_the_hash_of_a_file(cast: Cast) -> None:
    assert "a file never changes" in refusal_of_update(stored(cast), "sha256 = %s", b"0" * 32)


def test_refuses_to_move_a_file_to_another_project(cast: Cast) -> None:
    other = make_cast("other").project

    assert "a file never changes" in refusal_of_update(stored(cast), "project_id = %s", other.pk)


def test_lets_the_trash_and_the_alternative_text_change(cast: Cast) -> None:
    execute("UPDATE versioning_file SET trashed_at = created_at, alt_text = 'new' WHERE id = %s", stored(cast).pk)


def test_refuses_the_same_bytes_and_name_twice(cast: Cast) -> None:
    file = stored(cast)

    columns = "project_id, sha256, name, size, media_type, width, height, alt_text, created_at, created_by_id"
    refusal_of(
        f"INSERT INTO versioning_file (id, {columns}) SELECT %s, {columns} FROM versioning_file WHERE id = %s",  # noqa: S608
        uuid4(),
        file.pk,
    )


def test_refuses_to_change_what_a_text_uses(cast: Cast) -> None:
    file, other = stored(cast), stored(cast, name="b.png")
    version = cast.document(body=f"![]({file.url})").current
    assert version is not None
    kept = version.body.file_set
    assert kept is not None
    use = FileUse.objects.get(file_set=kept)

    assert "a text keeps the files that it uses" in refusal_of("DELETE FROM versioning_fileuse WHERE id = %s", use.pk)
    assert "a use of a file never changes" in refusal_of_update(use, "file_id = %s", other.pk)
    assert "complete before a text refers to it" in refusal_of(
        "INSERT INTO versioning_fileuse (file_set_id, file_id) VALUES (%s, %s)", kept.pk, other.pk
    )
    assert "a set of files never changes" in refusal_of_update(kept, "digest = %s", b"0" * 32)
    assert "a blob never changes" in refusal_of_update(version.body, "file_set_id = NULL")


def test_refuses_to_delete_a_file_that_a_text_uses(cast: Cast) -> None:
    file = stored(cast)
    cast.document(body=f"![]({file.url})")

    # Foreign keys are checked when the transaction ends.
    with pytest.raises(IntegrityError, match="(?i)foreign key"), transaction.atomic():
        _delete_at_once(file)


def _delete_at_once(file: File) -> None:
    execute("DELETE FROM versioning_file WHERE id = %s", file.pk)
    connection.check_constraints()


def test_refuses_files_of_another_project(cast: Cast) -> None:
    file, other = stored(cast), make_cast("other")
    kept = FileSet.objects.create(project=other.project, digest=b"0" * 32)
    mine = keep_file_set(project_id=cast.project.pk, mentioned=[file.pk])
    blob = other.draft().version.body

    assert "files of its own project" in refusal_of(
        "INSERT INTO versioning_fileuse (file_set_id, file_id) VALUES (%s, %s)", kept.pk, file.pk
    )
    assert "a text uses files of its own project" in refusal_of(
        "INSERT INTO versioning_blob (document_id, sha256, size, created_at, depth, encoded, file_set_id)"
        " SELECT document_id, %s, size, created_at, 0, encoded, %s FROM versioning_blob WHERE id = %s",
        b"1" * 32,
        mine,
        blob.pk,
    )
