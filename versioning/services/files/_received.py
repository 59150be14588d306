"""Receive the bytes of an upload piece by piece, so that its size takes no memory."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from versioning.exceptions import FileTooLarge
from versioning.ops.files.store import file_store

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


@contextmanager
def received(pieces: Iterable[bytes]) -> Iterator[ReceivedFile]:
    """Write the pieces to a temporary file, which is gone after the block. Raises FileTooLarge."""
    with NamedTemporaryFile(dir=file_store().incoming, delete=False) as file:
        path = Path(file.name)
        try:
            digest, size, head = hashlib.sha256(), 0, b""
            for piece in pieces:
                size += len(piece)
                if size > settings.MAX_FILE_BYTES:
                    raise FileTooLarge(f"The file has more than {settings.MAX_FILE_BYTES:,} bytes.")
                digest.update(piece)
                if len(head) < HEAD_BYTES:
                    head += piece[: HEAD_BYTES - len(head)]
                file.write(piece)
            file.flush()
            yield ReceivedFile(path, digest.digest(), size, head)
        finally:
            # The store may have moved it away.
            path.unlink(missing_ok=True)
