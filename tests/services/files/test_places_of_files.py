from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import picture, stored, upload
from tests.races import run_together
from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Event, File, FileTag, Folder, Verb
from versioning.models.files.file_tag import MOST_TAGS, TAG_LENGTH, tag_id
from versioning.services.files.copy_file import copy_file
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.files.trash_file import trash_file
from versioning.services.files.untag_file import untag_file
from versioning.services.files.upload_to_folder import upload_to_folder
from versioning.services.folders.create_folder import create_folder

MANY = [str(number) for number in range(MOST_TAGS + 1)]


@pytest.fixture
def folder(cast: Cast) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name="Pictures")


def into(cast: Cast, folder: Folder | None, data: bytes = b"words", name: str = "a.txt") -> File:
    return upload_to_folder(actor=cast.editor, project=cast.project, folder=folder, name=name, pieces=[data])


def test_an_upload_is_in_its_folder_and_repeating_it_changes_nothing(cast: Cast, folder: Folder) -> None:
    first, again = into(cast, folder), into(cast, folder)

    assert first == again == File.objects.get()
    assert first.folder == folder


def test_the_same_file_in_another_folder_gets_a_number_and_is_stored_once(cast: Cast, folder: Folder) -> None:
    before = _stored_files()
    top, numbered, third = into(cast, None), into(cast, folder), into(cast, folder, name="a (3).txt")

    assert [(file.name, file.folder) for file in (top, numbered, third)] == [
        ("a.txt", None),
        ("a (2).txt", folder),
        ("a (3).txt", folder),
    ]
    assert into(cast, folder) == numbered
    assert _stored_files() == before + 1


def test_an_upload_without_a_folder_finds_the_file_in_any_folder(cast: Cast, folder: Folder) -> None:
    file = into(cast, folder)

    again = upload(cast, b"words", name="a.txt")

    assert (again.file, again.is_new) == (file, False)


def test_a_file_that_was_in_the_trash_comes_back_into_the_folder_of_the_upload(cast: Cast, folder: Folder) -> None:
    file = into(cast, None)
    trash_file(actor=cast.editor, file=file)

    again = into(cast, folder)

    assert (again.pk, again.folder, again.is_trashed) == (file.pk, folder, False)


def test_a_moved_file_keeps_its_address(cast: Cast, folder: Folder) -> None:
    file = stored(cast)

    moved = move_file(actor=cast.editor, file=file, folder=folder)
    back = move_file(actor=cast.editor, file=file, folder=None)

    assert (moved.folder, back.folder, back.url) == (folder, None, file.url)
    assert [event.data["folder_name"] for event in Event.objects.filter(verb=Verb.FILE_MOVED).order_by("pk")] == [
        "Pictures",
        "Default",
    ]


def test_a_copy_has_the_same_bytes_description_and_tags_under_another_name(cast: Cast, folder: Folder) -> None:
    file = stored(cast, picture(), name="plan.png", alt_text="The plan")
    tag_file(actor=cast.editor, file=file, names=["red"])

    copies = [copy_file(actor=cast.editor, file=file, folder=folder) for _ in range(2)]

    assert [copy.name for copy in copies] == ["plan (2).png", "plan (3).png"]
    assert {(copy.digest, copy.alt_text, copy.width) for copy in copies} == {(file.digest, "The plan", 3)}
    assert [row.name for row in copies[0].tags.all()] == ["red"]


def test_the_name_of_a_copy_is_not_too_long(cast: Cast) -> None:
    file = stored(cast, name="l" * 251 + ".png")

    assert copy_file(actor=cast.editor, file=file, folder=None).name == "l" * 247 + " (2).png"


def test_copies_at_once_have_names_of_their_own(live_cast: Cast) -> None:
    file = stored(live_cast)

    results = run_together(*[lambda: copy_file(actor=live_cast.editor, file=file, folder=None)] * 4)

    assert {result.name for result in results} == {f"a ({number}).png" for number in range(2, 6)}


def test_a_copy_is_no_way_around_the_allowed_types(cast: Cast, settings: Settings) -> None:
    file = stored(cast, b"words", name="a.txt")
    settings.FILE_MEDIA_TYPES = ("image/*",)

    with pytest.raises(InvalidValue):
        copy_file(actor=cast.editor, file=file, folder=None)


def test_a_file_in_the_trash_is_not_found(cast: Cast, folder: Folder) -> None:
    file = trash_file(actor=cast.editor, file=stored(cast))

    with pytest.raises(NotFound):
        move_file(actor=cast.editor, file=file, folder=folder)
    with pytest.raises(NotFound):
        copy_file(actor=cast.editor, file=file, folder=folder)
    with pytest.raises(NotFound):
        tag_file(actor=cast.editor, file=file, names=["red"])
    with pytest.raises(NotFound):
        untag_file(actor=cast.editor, file=file, tags=[uuid4()])


def test_a_tag_has_one_id_in_the_project_and_is_added_once(cast: Cast) -> None:
    first, second = stored(cast), stored(cast, name="b.png")

    for file in (first, first, second):
        tag_file(actor=cast.editor, file=file, names=["red", "red", " red "])

    assert {row.tag for row in FileTag.objects.all()} == {tag_id("red", project_id=cast.project.pk)}
    assert FileTag.objects.count() == 2
    assert list(File.objects.all().tagged([tag_id("red", project_id=cast.project.pk)])) == [second, first]


@pytest.mark.parametrize(
    "names", [[""], [" "], ["a\0"], ["a" * (TAG_LENGTH + 1)], list(map(str, range(MOST_TAGS + 1)))]
)
def test_refuses_tags_that_cannot_be_stored(cast: Cast, names: list[str]) -> None:
    file = stored(cast)

    with pytest.raises(InvalidValue) as refused:
        tag_file(actor=cast.editor, file=file, names=names)

    assert refused.value.field == "tags"
    assert not FileTag.objects.exists()


def _stored_files() -> int:
    return sum(path.is_file() for path in Path(storages["files"].path("")).rglob("*"))
