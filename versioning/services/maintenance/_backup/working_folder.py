"""The temporary folder of a backup or a restore, beside the backup, which has the room."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from versioning.ops.scratch_folders import is_left, marked_as_used

_PREFIX = ".backup-"


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder that only the owner can read. It is deleted when the block ends.

    The folders of killed backups and restores are deleted first: each may hold the whole database. Other folders stay,
    whatever their names are, and so do those of another machine for a day.
    """
    for folder in parent.glob(f"{_PREFIX}*"):
        if is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
    with TemporaryDirectory(prefix=_PREFIX, dir=parent) as name, marked_as_used(Path(name)):
        yield Path(name)
