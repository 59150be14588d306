from functools import partial
from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.pictures import stored
from tests.races import run_together
from versioning.exceptions import AlreadyExists, FileInUse, InvalidValue, NotFound
from versioning.models import Event, File, Folder, Verb
from versioning.models.files import folder as limits
from versioning.models.limits import LARGEST_ORDER
from versioning.services.documents.attach_file import attach_file
from versioning.services.files.move_file import move_file
from versioning.services.files.restore_file import restore_file
from versioning.services.files.trash_file import trash_file
from versioning.services.files.upload_to_folder import upload_to_folder
from versioning.services.folders.create_folder import create_folder
from versioning.services.folders.delete_folder import delete_folder
from versioning.services.folders.update_folder import update_folder


def folder_in(cast: Cast, name: str = "Pictures", **values: Any) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name=name, **values)


def into(cast: Cast, folder: Folder | None, data: bytes = b"words", name: str = "a.txt") -> File:
    return upload_to_folder(actor=cast.editor, project=cast.project, folder=folder, name=name, pieces=[data])


def test_a_new_folder_comes_after_the_others_in_its_place(cast: Cast) -> None:
    first, second = folder_in(cast, "B"), folder_in(cast, "A")
    below = folder_in(cast, "B", parent=first)

    assert list(Folder.objects.filter(parent=None).in_order()) == [first, second]
    assert (first.order, second.order, below.order, below.depth) == (0, 1, 0, 2)


def test_a_folder_comes_after_one_with_the_largest_order(cast: Cast) -> None:
    update_folder(actor=cast.editor, folder=folder_in(cast, "Last"), order=LARGEST_ORDER)

    assert folder_in(cast, "New").order == LARGEST_ORDER


@pytest.mark.parametrize("name", ["", " ", "a\0", "a" * 256])
def test_refuses_a_name_that_cannot_be_shown(cast: Cast, name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        folder_in(cast, name)

    assert refused.value.field == "name"


@pytest.mark.parametrize("color", ["red", "#12345", "#12345g", "#1234567"])
def test_refuses_a_color_that_is_none(cast: Cast, color: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        folder_in(cast, color=color)

    assert refused.value.field == "color"


def test_a_name_is_unique_in_its_place_only(cast: Cast) -> None:
    folder = folder_in(cast)
    below = folder_in(cast, parent=folder)

    with pytest.raises(AlreadyExists):
        folder_in(cast)
    with pytest.raises(AlreadyExists):
        folder_in(cast, parent=folder)
    with pytest.raises(AlreadyExists):
        update_folder(actor=cast.editor, folder=folder_in(cast, "Other"), name="Pictures")
    assert {folder.pk, below.pk} < set(Folder.objects.values_list("pk", flat=True))


def test_refuses_too_many_folders_and_too_deep_ones(cast: Cast) -> None:
    parent = None
    for depth in range(limits.DEEPEST):
        parent = folder_in(cast, str(depth), parent=parent)

    with pytest.raises(InvalidValue, match="20 levels"):
        folder_in(cast, "too deep", parent=parent)
    Folder.objects.bulk_create(
        Folder(project=cast.project, name=f"n{n}", created_by=cast.editor.user, modified_by=cast.editor.user)
        for n in range(limits.MOST_FOLDERS - limits.DEEPEST)
    )
    with pytest.raises(InvalidValue, match="1,000 folders"):
        folder_in(cast, "too many")


def test_a_change_is_recorded_and_no_change_is_not(cast: Cast) -> None:
    folder = folder_in(cast)

    update_folder(actor=cast.manager, folder=folder, name="Images", order=4, color="#4A90D9", is_starred=True)
    update_folder(actor=cast.manager, folder=folder, name="Images")

    folder.refresh_from_db()
    assert (folder.name, folder.order, folder.color, folder.is_starred) == ("Images", 4, "#4A90D9", True)
    assert folder.modified_by == cast.manager.user
    assert Event.objects.filter(verb=Verb.FOLDER_UPDATED).count() == 1


def test_a_deleted_folder_takes_those_below_it_along_and_its_files_go_to_the_trash(cast: Cast) -> None:
    folder = folder_in(cast)
    below = folder_in(cast, "Logos", parent=folder)
    here, there, elsewhere = into(cast, folder), into(cast, below, b"other"), into(cast, None, b"third")

    assert delete_folder(actor=cast.editor, folder=folder) == 2

    assert not Folder.objects.exists()
    assert set(File.objects.trashed()) == {here, there}
    assert list(File.objects.present()) == [elsewhere]
    restored = restore_file(actor=cast.editor, file=here)
    assert restored.folder is None
    assert Event.objects.get(verb=Verb.FOLDER_DELETED).data["files"] == 2


def test_a_folder_with_a_file_in_use_stays_whole(cast: Cast) -> None:
    folder = folder_in(cast)
    used, _ = into(cast, folder), into(cast, folder, b"other")
    attach_file(actor=cast.editor, document=cast.document(), file=used)

    with pytest.raises(FileInUse, match=r"a\.txt"):
        delete_folder(actor=cast.editor, folder=folder)

    assert File.objects.present().filter(folder=folder).count() == 2


def test_a_folder_that_is_gone_is_not_found(cast: Cast) -> None:
    folder = folder_in(cast)
    delete_folder(actor=cast.editor, folder=folder)

    for act in (
        partial(delete_folder, actor=cast.editor, folder=folder),
        partial(update_folder, actor=cast.editor, folder=folder, name="New"),
        partial(folder_in, cast, "Below", parent=folder),
        partial(into, cast, folder),
        partial(move_file, actor=cast.editor, file=stored(cast), folder=folder),
    ):
        with pytest.raises(NotFound):
            act()
    assert File.objects.count() == 1


def test_a_folder_of_another_project_is_not_found(cast: Cast) -> None:
    foreign = folder_in(make_cast("foreign"))

    with pytest.raises(NotFound):
        into(cast, foreign)
    with pytest.raises(NotFound):
        move_file(actor=cast.editor, file=stored(cast), folder=foreign)


def test_two_folders_of_one_name_at_once_are_one(live_cast: Cast) -> None:
    results = run_together(*[partial(folder_in, live_cast)] * 4)

    assert [type(result) for result in results if not isinstance(result, Folder)] == [AlreadyExists] * 3
    assert Folder.objects.count() == 1


def test_two_uploads_of_one_name_at_once_are_one_file(live_cast: Cast) -> None:
    folder = folder_in(live_cast)

    results = run_together(*[partial(into, live_cast, folder)] * 4)

    assert {result.pk for result in results} == {File.objects.get().pk}


def test_the_same_file_in_two_folders_at_once_is_two_files(live_cast: Cast) -> None:
    folders = folder_in(live_cast, "A"), folder_in(live_cast, "B")

    results = run_together(*(partial(into, live_cast, folder) for folder in folders * 2))

    assert all(isinstance(result, File) for result in results), results
    assert {result.folder_id for result in results} == {folder.pk for folder in folders}


def test_an_upload_beside_the_delete_of_its_folder_is_in_the_trash_or_refused(live_cast: Cast) -> None:
    for number in range(5):
        folder = folder_in(live_cast, str(number))

        uploaded, deleted = run_together(
            partial(into, live_cast, folder, str(number).encode()),
            partial(delete_folder, actor=live_cast.editor, folder=folder),
        )

        assert not isinstance(deleted, Exception), deleted
        assert isinstance(uploaded, NotFound | File), uploaded
        assert deleted == File.objects.trashed().filter(folder=None).count() == File.objects.count()
        File.objects.all().delete()


def test_a_file_that_is_attached_while_its_folder_is_deleted_is_kept(live_cast: Cast) -> None:
    for number in range(5):
        folder, document = folder_in(live_cast, str(number)), live_cast.document(str(number))
        file = into(live_cast, folder, str(number).encode())

        attached, deleted = run_together(
            partial(attach_file, actor=live_cast.editor, document=document, file=file),
            partial(delete_folder, actor=live_cast.editor, folder=folder),
        )

        assert isinstance(attached, Exception) != isinstance(deleted, Exception), (attached, deleted)
        file.refresh_from_db()
        assert file.is_trashed == isinstance(attached, NotFound)


def test_a_folder_that_is_made_while_its_parent_is_deleted_is_gone_or_refused(live_cast: Cast) -> None:
    for number in range(5):
        parent = folder_in(live_cast, str(number))

        made, deleted = run_together(
            partial(folder_in, live_cast, "below", parent=parent),
            partial(delete_folder, actor=live_cast.editor, folder=parent),
        )

        assert not isinstance(deleted, Exception), deleted
        assert isinstance(made, NotFound | Folder), made
        assert not Folder.objects.exists()


def test_trashing_a_file_that_is_attached_at_the_same_time_does_one_of_both(live_cast: Cast) -> None:
    for number in range(5):
        file, document = into(live_cast, None, str(number).encode()), live_cast.document(str(number))

        attached, trashed = run_together(
            partial(attach_file, actor=live_cast.editor, document=document, file=file),
            partial(trash_file, actor=live_cast.editor, file=file),
        )

        assert isinstance(attached, NotFound) != isinstance(trashed, FileInUse), (attached, trashed)
