"""The file of a backup: a tar with the database, the bytes of files and `manifest.json`, which any tar can open."""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from versioning.exceptions import InvalidValue
from versioning.services.maintenance._backup.manifest import Manifest, parse_manifest

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
CHUNK = 1_048_576
# A list of missing files makes it long.
MANIFEST_BYTES = 64 * CHUNK


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def new_archive(target: Path, *, folder: Path) -> Iterator[tarfile.TarFile]:
    """Yield an archive in the folder. After the block it is flushed to the disk and moved to the target.

    The folder is in the target's file system.
    """
    partial = folder / "archive"
    # Former releases wrote here, and left it behind if they were killed.
    target.with_name(f"{target.name}.partial").unlink(missing_ok=True)
    # The texts of all projects: for the owner's eyes only.
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    _flush_folder(target.parent)


def add_member(archive: tarfile.TarFile, path: Path, *, name: str) -> None:
    archive.add(path, arcname=name, filter=_anonymous)


def add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    entry = tarfile.TarInfo(MANIFEST)
    data = manifest.to_json()
    entry.size = len(data)
    archive.addfile(entry, BytesIO(data))


@contextmanager
def opened_archive(source: Path) -> Iterator[tarfile.TarFile]:
    """Yield the archive for reading. Raises InvalidValue if it is no archive, or cut off."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise InvalidValue(f"{source} is not a whole backup of Stemma.", field="source") from error


def read_manifest(source: Path) -> Manifest:
    """Raises InvalidValue if the file is not a backup."""
    with opened_archive(source) as archive:
        return parse_manifest(_start_of(archive, MANIFEST))


def extract_database(*, source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Return the manifest and a copy of the database in the folder. Raises InvalidValue if a byte is not as written."""
    with opened_archive(source) as archive:
        manifest = parse_manifest(_start_of(archive, MANIFEST))
        database = folder / DATABASE
        _copy_member(archive, DATABASE, database)
    if sha256_of(database) != manifest.sha256:
        raise damaged(source)
    return manifest, database


def damaged(source: Path) -> InvalidValue:
    return InvalidValue(f"The backup {source} is damaged. Use another one.", field="source")


def _copy_member(archive: tarfile.TarFile, name: str, path: Path) -> None:
    """Copy a member of the archive into a new file. Raises tarfile.TarError if it is missing or cut off."""
    try:
        member = archive.extractfile(name)
    except KeyError as error:
        raise tarfile.TarError from error
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        if member is not None:
            shutil.copyfileobj(member, copy, CHUNK)


def _start_of(archive: tarfile.TarFile, name: str) -> bytes:
    try:
        file = archive.extractfile(name)
    except KeyError:
        file = None
    return b"" if file is None else file.read(MANIFEST_BYTES)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
