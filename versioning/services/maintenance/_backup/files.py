"""The bytes of files in a backup: one member for each key of the file store.

The last part of a key is the SHA-256 of the bytes, so each member can be checked by its name.
"""

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NamedTuple

from versioning.ops.files.store import MissingBytes, file_store
from versioning.services.maintenance._backup.archive import CHUNK, FILES, add_member, damaged, opened_archive
from versioning.services.maintenance._backup.manifest import Manifest


class CopiedFiles(NamedTuple):
    """How many members were written, their bytes, and the keys whose bytes are missing or damaged."""

    members: int
    size: int
    missing: tuple[str, ...]


def add_files(archive: tarfile.TarFile, keys: Iterable[str], *, folder: Path) -> CopiedFiles:
    """Add the bytes under the keys. One at a time is copied into the folder first, and compared with its hash.

    Raises StoreUnavailable.
    """
    count, size, missing = 0, 0, []
    copy = folder / "file"
    for key in keys:
        if _copy(key, copy):
            count, size = count + 1, size + copy.stat().st_size
            add_member(archive, copy, name=f"{FILES}{key}")
        else:
            missing.append(key)
    copy.unlink(missing_ok=True)
    return CopiedFiles(count, size, tuple(missing))


def check_files(source: Path, *, manifest: Manifest) -> None:
    """Raises InvalidValue if a byte of a file is not as written, or if a file is missing."""
    count = 0
    with opened_archive(source) as archive:
        for member in _members(archive):
            if _copied(_pieces(archive, member), None) != _digest(member.name):
                raise damaged(source)
            count += 1
    if count != (manifest.files or 0):
        raise damaged(source)


def restore_files(source: Path) -> None:
    """Put the files of a backup into the file store. Equal bytes have equal keys, so nothing there is lost.

    Raises InvalidValue if a byte is not as written, and StoreUnavailable.
    """
    store = file_store()
    with opened_archive(source) as archive:
        for member in _members(archive):
            with NamedTemporaryFile(dir=store.incoming, delete=False) as copy:
                path = Path(copy.name)
                try:
                    if _copied(_pieces(archive, member), copy) != _digest(member.name):
                        raise damaged(source)
                    copy.flush()
                    store.put(member.name.removeprefix(FILES), path)
                finally:
                    path.unlink(missing_ok=True)


def _copy(key: str, path: Path) -> bool:
    """Copy the bytes under a key. Return whether they are there and match the hash."""
    try:
        with path.open("wb") as copy:
            return _copied(file_store().read(key), copy) == _digest(key)
    except MissingBytes:
        return False


def _copied(pieces: Iterable[bytes], target: IO[bytes] | None) -> str:
    """Write the pieces, if there is a target, and return their SHA-256."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        if target is not None:
            target.write(piece)
    return digest.hexdigest()


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    return (member for member in archive if member.isfile() and member.name.startswith(FILES))


def _pieces(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(member)
    while file is not None and (piece := file.read(CHUNK)):
        yield piece


def _digest(name: str) -> str:
    return name.rpartition("/")[2]
