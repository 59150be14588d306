"""The file store, as services use it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple, Protocol, Self, cast

from django.core.files.storage import storages

# The entry of Django's STORAGES.
ALIAS = "files"
PIECE = 64 * 1024


class StoreUnavailable(Exception):
    """The file store does not answer, refuses the credentials, or lacks what it should have."""


class MissingBytes(StoreUnavailable):
    """The store has nothing under a key."""


_failed_at: float | None = None


def note_outcome(*, failed: bool) -> None:
    """Remember whether the store answered this process last."""
    global _failed_at  # noqa: PLW0603  one store for the process
    if not failed:
        _failed_at = None
    elif _failed_at is None:
        _failed_at = monotonic()


def describe_store() -> str:
    """Return a sentence for `/readyz`. The store itself is not asked, which could take long."""
    failed_at = _failed_at
    return "ok" if failed_at is None else f"has been failing for {monotonic() - failed_at:.0f} s"


class Pieces:
    """The bytes of an open file, piece by piece. A response closes it, whether or not all of it was sent."""

    def __init__(self, file: Any, *, length: int | None = None) -> None:
        self._file, self._left = file, length

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        piece: bytes = self._file.read(PIECE if self._left is None else min(PIECE, self._left))
        if not piece:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


class UnfinishedUpload(NamedTuple):
    """Parts that take room in the store, although nobody can read them. `abort` removes them."""

    key: str
    began_at: datetime
    abort: Callable[[], None]


class FileStore(Protocol):
    """Bytes under keys. Equal bytes always get the same key, so to write them again changes nothing.

    Every method raises StoreUnavailable, or OSError of a full disk.
    """

    @property
    def incoming(self) -> Path:
        """The folder for files on their way into the store. It exists."""

    def put(self, key: str, source: Path) -> None:
        """Store the file under the key, safe from power failures. The source may be gone afterwards."""

    def size_of(self, key: str) -> int | None:
        """Return the number of bytes under the key, or None if there are none."""

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Return pieces of the bytes. Raises MissingBytes, before the first piece."""

    def touch(self, key: str) -> None:
        """Count the bytes under the key, if there are any, as written now."""

    def remove(self, key: str) -> None:
        """Delete what is under the key, if there is something."""

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Yield each key, and when its bytes were written last."""

    def unfinished(self) -> Iterator["UnfinishedUpload"]:
        """Yield the uploads into the store that began and did not end. Uploads of a killed server never end."""

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield each key that begins with the prefix, a folder, in order, and how many bytes it has."""

    def signed_link(self, key: str, *, headers: dict[str, str]) -> str | None:
        """Return a link that works for minutes and answers with these headers, or None if the store has no links."""

    def fault(self) -> str | None:
        """Return a sentence if the store cannot be written to and read from, or None if it can."""


def file_store() -> FileStore:
    """Return the store of the setting FILES_STORAGE."""
    return cast(FileStore, storages[ALIAS])
