"""The temporary folders of imports and exports, also after kill -9."""

import os
import tempfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from versioning.services.transfer._git.command import isolated_git

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
