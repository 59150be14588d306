"""A file store in a folder."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from versioning.ops.files.disk import explained
from versioning.ops.files.store import PIECE, MissingBytes, Pieces, UnfinishedUpload, note_outcome

# Nobody but the server's own account reads the files.
FILE_MODE, FOLDER_MODE = 0o600, 0o700
INCOMING = "incoming"


class LocalFiles(FileSystemStorage):
    """Files are written under a temporary name, synced and renamed: a key never has a part of its bytes."""

    def __init__(self, location: str) -> None:
        super().__init__(
            location=location,
            file_permissions_mode=FILE_MODE,
            directory_permissions_mode=FOLDER_MODE,
            allow_overwrite=True,
        )

    @property
    def incoming(self) -> Path:
        folder = Path(self.location, INCOMING)
        _make(folder)
        return folder

    def put(self, key: str, source: Path) -> None:
        target = Path(self.path(key))
        try:
            _make(target.parent)
            source.chmod(FILE_MODE)
            _sync(source)
            source.replace(target)
            _sync(target.parent)
            note_outcome(failed=False)
        except OSError as error:
            raise explained(error) from error

    def _save(self, name: str, content: "File[Any]") -> str:
        """Store what comes by Django's own interface in the same way."""
        with tempfile.NamedTemporaryFile(dir=self.incoming, delete=False) as copy:
            for piece in content.chunks(PIECE):
                copy.write(piece)
        self.put(name, Path(copy.name))
        return name

    def size_of(self, key: str) -> int | None:
        try:
            return Path(self.path(key)).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explained(error) from error

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if self.size_of(key) is None:
            raise MissingBytes(f"the file store has nothing under {key}")
        return self._pieces(key, start=start, length=length)

    def _pieces(self, key: str, *, start: int, length: int | None) -> Iterator[bytes]:
        # Opened when the first piece is asked for, so that an answer without a body leaves nothing open.
        with Path(self.path(key)).open("rb") as file:
            file.seek(start)
            yield from Pieces(file, length=length)

    def touch(self, key: str) -> None:
        try:
            os.utime(self.path(key))
        except FileNotFoundError:
            return
        except OSError as error:
            raise explained(error) from error

    def remove(self, key: str) -> None:
        try:
            Path(self.path(key)).unlink(missing_ok=True)
        except OSError as error:
            raise explained(error) from error

    def entries(self) -> Iterator[tuple[str, datetime]]:
        root = Path(self.location)
        for folder, _, names in os.walk(root):
            for name in names:
                file = Path(folder, name)
                # It may have been removed since the folder was read.
                try:
                    modified = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                except FileNotFoundError:
                    continue
                yield file.relative_to(root).as_posix(), modified

    def unfinished(self) -> Iterator[UnfinishedUpload]:
        # What a killed server left is in the folder for incoming files.
        return iter(())

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        root = Path(self.location)
        for folder, below, names in os.walk(root / prefix):
            below.sort()
            for name in sorted(names):
                file = Path(folder, name)
                size = self.size_of(file.relative_to(root).as_posix())
                if size is not None:
                    yield file.relative_to(root).as_posix(), size

    def signed_link(self, key: str, *, headers: dict[str, str]) -> str | None:
        return None

    def fault(self) -> str | None:
        try:
            with tempfile.TemporaryFile(dir=self.incoming):
                return None
        except OSError as error:
            return f"The folder {self.location} cannot be written to: {error.strerror}."


def _make(folder: Path) -> None:
    """Make the folder and those above it that are missing. After a power failure, they are still there."""
    if folder.is_dir():
        return
    _make(folder.parent)
    try:
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _sync(folder.parent)
    except OSError as error:
        raise explained(error) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
