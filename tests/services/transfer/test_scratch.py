"""The temporary folders of imports and exports, also after kill -9."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from versioning.services.transfer._git.command import isolated_git
from versioning.services.transfer.sweep_scratch import sweep_scratch

DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_git_works_in_the_data_folder(tmp_path: Path) -> None:
    with isolated_git() as git:
        inside = git.scratch.parent

    assert inside == tmp_path / "tmp"
    assert inside != Path(tempfile.gettempdir())
    assert list(inside.iterdir()) == []
    assert inside.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("age", "stays"), [(DAY // 2, True), (2 * DAY, False)])
def test_what_a_killed_process_left_is_swept(tmp_path: Path, age: int, stays: bool) -> None:
    left = tmp_path / "tmp" / "git-killed"
    (left / "source.git").mkdir(parents=True)
    moment = left.stat().st_mtime - age
    os.utime(left, (moment, moment))

    with isolated_git():
        pass

    assert left.exists() is stays


HOLD = "import fcntl, sys; file = open(sys.argv[1], 'wb'); fcntl.flock(file, fcntl.LOCK_EX); print(flush=True); input()"


def test_what_a_process_left_is_swept_as_soon_as_it_is_killed(tmp_path: Path) -> None:
    left = tmp_path / "tmp" / "stemma-rehearsal-killed"
    left.mkdir(parents=True)
    lock = left / "in-use"
    held = subprocess.Popen(  # noqa: S603  a fixed program
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    held.stdout.readline()
    moment = lock.stat().st_mtime - 100
    os.utime(lock, (moment, moment))

    sweep_scratch()
    while_it_lived = left.exists()
    held.kill()
    held.communicate()
    sweep_scratch()

    assert (while_it_lived, left.exists()) == (True, False)
