"""Temporary folders of imports and exports. What a killed process left is deleted later."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

# In seconds. No import or export runs for as long as this.
_OLD = 24 * 60 * 60


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Yield a new folder in DATA_DIR/tmp that only the owner can read. It is deleted when the block ends.

    The temporary directory of the machine may be small, and its files outlive a killed process.
    """
    parent = _parent()
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep_scratch()
    with TemporaryDirectory(prefix=prefix, dir=parent) as folder:
        yield Path(folder)


def sweep_scratch() -> None:
    """Delete the folders that killed processes left. Young ones stay, because a process may be using them."""
    with suppress(FileNotFoundError):
        for folder in _parent().iterdir():
            # Another process may delete it at the same time.
            with suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > _OLD:
                    shutil.rmtree(folder, ignore_errors=True)


def _parent() -> Path:
    return Path(settings.DATA_DIR) / "tmp"
