from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.ops.files.conftest import use_store
from tests.pictures import stored
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import File
from versioning.ops.files.store import file_store
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.file_bytes import key_of
from versioning.services.maintenance.move_files import MovedFiles, move_files


def moved_to(target: str) -> MovedFiles:
    return move_files(actor=system_actor(), target=target, report=lambda done, total: None)


def bytes_of(file: File) -> bytes:
    return b"".join(file_store().read(key_of(file)))


def test_a_folder_is_copied_into_a_bucket_and_a_second_run_copies_nothing(
    cast: Cast, settings: Settings, tmp_path: Path, bucket: str
) -> None:
    use_store(settings, (tmp_path / "store").as_uri())
    files = [stored(cast, b"one", name="1.txt"), stored(cast, b"two", name="2.txt"), stored(cast, b"two", name="3.txt")]

    first, second = moved_to(bucket), moved_to(bucket)

    assert (first, second) == (MovedFiles(copied=2), MovedFiles(present=2))
    use_store(settings, bucket)
    assert [bytes_of(file) for file in files] == [b"one", b"two", b"two"]


def test_damaged_and_missing_bytes_are_named_and_not_copied(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    source = use_store(settings, (tmp_path / "store").as_uri())
    good, bad, gone = (stored(cast, name.encode(), name=name) for name in ("good", "bad", "gone"))
    (tmp_path / "wrong").write_bytes(b"worse")
    source.put(key_of(bad), tmp_path / "wrong")
    source.remove(key_of(gone))

    moved = moved_to((tmp_path / "other").as_uri())

    assert (moved.copied, set(moved.damaged)) == (1, {key_of(bad), key_of(gone)})
    target = use_store(settings, (tmp_path / "other").as_uri())
    assert [target.size_of(key_of(file)) for file in (good, bad, gone)] == [4, None, None]


def test_a_run_that_stopped_is_continued(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    use_store(settings, (tmp_path / "store").as_uri())
    for name in ("1", "2", "3"):
        stored(cast, name.encode(), name=name)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_files(actor=system_actor(), target=(tmp_path / "other").as_uri(), report=stop)

    assert moved_to((tmp_path / "other").as_uri()) == MovedFiles(copied=1, present=2)


@pytest.mark.parametrize("target", ["", "folder", "ftp://x/y", "s3://x?unknown=1", "file:///proc/no"])
def test_a_wrong_address_is_refused(cast: Cast, target: str) -> None:
    with pytest.raises(InvalidValue):
        moved_to(target)


def test_nobody_but_an_administrator_moves_files(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        move_files(actor=cast.manager, target=tmp_path.as_uri(), report=lambda done, total: None)
