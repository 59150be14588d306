"""Mark temporary folders as used, so that those of killed processes can be told from others and deleted."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# A process locks this file in its folder for as long as it lives, a moment after it made the folder.
_LOCK, _MOMENT = "in-use", 60


@contextmanager
def marked_as_used(folder: Path) -> Iterator[None]:
    """Keep the folder from being taken for a left one while this process lives, however it ends."""
    with (folder / _LOCK).open("wb") as file:
        # Some network file systems have no locks. There, nobody can tell that a process is gone.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_left(folder: Path) -> bool:
    """Return whether the process that marked the folder is gone. False for all other folders."""
    lock = folder / _LOCK
    with suppress(OSError), lock.open("rb") as file:
        if time.time() - lock.stat().st_mtime > _MOMENT:
            # Raises BlockingIOError, an OSError, while the process lives.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
