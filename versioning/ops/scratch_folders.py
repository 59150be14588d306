"""Mark temporary folders as used, so that those of killed processes can be told from others and deleted."""

import fcntl
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# A process locks this file in its folder for as long as it lives, a moment after it made the folder. In seconds.
_LOCK, _MOMENT = "in-use", 60
# The locks of a network file system may be local to each machine. No backup of another one takes as long as this.
_DAY = 24 * 60 * 60


@contextmanager
def marked_as_used(folder: Path) -> Iterator[None]:
    """Keep the folder from being taken for a left one while this process lives, however it ends."""
    with (folder / _LOCK).open("wb") as file:
        # Some network file systems have no locks. There, nobody can tell that a process is gone.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        file.write(_host())
        file.flush()
        yield


def is_left(folder: Path) -> bool:
    """Return whether the process that marked the folder is gone. False for all other folders.

    False for a day if it is a process of another machine, whose lock this one may not see.
    """
    lock = folder / _LOCK
    with suppress(OSError), lock.open("rb") as file:
        # Former releases wrote no name.
        wait = _MOMENT if file.read() in (b"", _host()) else _DAY
        if time.time() - lock.stat().st_mtime > wait:
            # Raises BlockingIOError, an OSError, while the process lives.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _host() -> bytes:
    return socket.gethostname().encode()
