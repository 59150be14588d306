"""Receive the bytes of a file piece by piece, so that its size takes no memory."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from versioning.ops.files.disk import explained
from versioning.ops.files.store import file_store
from versioning.services.files._steps.file_size import check_size

# Enough to recognize every type.
HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class ReceivedFile:
    """Bytes that are complete, on the disk, and not in the store yet."""

    path: Path
    sha256: bytes
    size: int
    head: bytes

    def read_again(self) -> "ReceivedFile":
        """Return the file with the hash of its bytes, which were changed since."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, hashlib.sha256).digest()
            file.seek(0)
            return ReceivedFile(self.path, digest, self.size, file.read(HEAD_BYTES))


class IncomingFile:
    """Bytes that are still arriving."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path = file, path
        self._digest, self._size, self._head = hashlib.sha256(), 0, b""

    def write(self, piece: bytes) -> None:
        """Append the piece. Raises FileTooLarge."""
        self._size += len(piece)
        check_size(self._size)
        self._digest.update(piece)
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        with _explaining():
            self._file.write(piece)

    def complete(self) -> ReceivedFile:
        """Return the file, all of whose pieces are written."""
        with _explaining():
            self._file.flush()
        return ReceivedFile(self._path, self._digest.digest(), self._size, self._head)


@contextmanager
def receive_file() -> Iterator[IncomingFile]:
    """Yield a temporary file on the disk of the store. It is deleted when the block ends.

    Raises StoreUnavailable, and OSError if the disk is full or read-only, also while the pieces are written.
    """
    with ExitStack() as stack:
        with _explaining():
            file = stack.enter_context(NamedTemporaryFile(dir=file_store().incoming, delete=False))
        path = Path(file.name)
        try:
            yield IncomingFile(file, path)
        finally:
            # The store may have moved it away.
            path.unlink(missing_ok=True)


@contextmanager
def _explaining() -> Iterator[None]:
    """Let errors of the disk be those of the store. Those of the client's connection are raised elsewhere."""
    try:
        yield
    except OSError as error:
        raise explained(error) from error
