"""Delete the temporary folders that killed imports and exports left."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

# In seconds. No import or export runs for as long as this.
_OLD = 24 * 60 * 60
# A process locks this file in its folder for as long as it lives, a moment after it made the folder.
_LOCK, _MOMENT = "in-use", 60


def sweep_scratch() -> None:
    """Delete the folders whose process is gone, and all old ones.

    A preview on SQLite holds a copy of the database, so a day of killed attempts would fill the disk.
    """
    with suppress(FileNotFoundError):
        for folder in scratch_root().iterdir():
            # Another process may delete it at the same time.
            with suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > _OLD or _is_left(folder / _LOCK):
                    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def marked_as_used(folder: Path) -> Iterator[None]:
    """Keep the folder from being swept while this process lives, however it ends."""
    with (folder / _LOCK).open("wb") as file:
        # Some network file systems have no locks. There the age of the folder decides.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_left(lock: Path) -> bool:
    """Return whether the process that locked the file is gone."""
    with suppress(OSError), lock.open("rb") as file:
        if time.time() - lock.stat().st_mtime > _MOMENT:
            # Raises BlockingIOError, an OSError, while the process lives.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def scratch_root() -> Path:
    """Return the folder of the temporary folders. It may not exist yet."""
    return Path(settings.DATA_DIR) / "tmp"
