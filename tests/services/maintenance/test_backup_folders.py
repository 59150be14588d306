"""The temporary folders of backups and restores, also after kill -9."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from versioning.services.maintenance._backup.working_folder import working_folder

HOUR = 60 * 60


def folder_of(parent: Path, name: str, *, is_marked: bool, host: str = "", age: int = 120) -> Path:
    """Return a folder as a process makes it, two minutes old."""
    folder = parent / name
    folder.mkdir()
    (folder / "copy").write_bytes(b"the whole database")
    if is_marked:
        lock = folder / "in-use"
        lock.write_text(host)
        moment = lock.stat().st_mtime - age
        os.utime(lock, (moment, moment))
    return folder


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Lock the folder as the process that made it does while it lives."""
    with (folder / "in-use").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_the_folder_of_a_killed_backup_is_deleted_by_the_next_one(tmp_path: Path) -> None:
    left = folder_of(tmp_path, ".backup-killed", is_marked=True)

    with working_folder(tmp_path):
        pass

    assert not left.exists()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_backup_at_work_stays(tmp_path: Path) -> None:
    used = folder_of(tmp_path, ".backup-used", is_marked=True)

    with held(used), working_folder(tmp_path):
        pass

    assert used.exists()


@pytest.mark.parametrize(("age", "stays"), [(23 * HOUR, True), (25 * HOUR, False)])
def test_the_folder_of_another_machine_stays_for_a_day(tmp_path: Path, age: int, stays: bool) -> None:
    """The locks of a mount may be local to each machine, so nobody else sees them."""
    used = folder_of(tmp_path, ".backup-elsewhere", is_marked=True, host="another.example", age=age)

    with working_folder(tmp_path):
        pass

    assert used.exists() is stays


def test_a_folder_says_which_machine_uses_it(tmp_path: Path) -> None:
    with working_folder(tmp_path) as folder:
        host = (folder / "in-use").read_text()

    assert host == socket.gethostname()


@pytest.mark.parametrize(("name", "is_marked"), [(".backup-of-mine", False), ("other", True)])
def test_folders_of_others_stay(tmp_path: Path, name: str, is_marked: bool) -> None:
    other = folder_of(tmp_path, name, is_marked=is_marked)

    with working_folder(tmp_path):
        pass

    assert other.exists()


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    with working_folder(tmp_path) as folder:
        mode = folder.stat().st_mode

    assert mode & 0o777 == 0o700
