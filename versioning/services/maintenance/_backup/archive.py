"""The file of a backup: a tar with `manifest.json` and the database, which any tar can open."""

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

MANIFEST, DATABASE = "manifest.json", "database"
CHUNK = 1_048_576


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_archive(*, target: Path, manifest: Manifest, database: Path) -> None:
    """Write the backup under a name of its own, flush it to the disk, and only then give it its name."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        # The texts of all projects: for the owner's eyes only.
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                entry = tarfile.TarInfo(MANIFEST)
                data = manifest.to_json()
                entry.size = len(data)
                archive.addfile(entry, BytesIO(data))
                archive.add(database, arcname=DATABASE, filter=_anonymous)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    _flush_folder(target.parent)


def read_manifest(source: Path) -> Manifest:
    """Raises InvalidValue if the file is not a backup."""
    with _opened(source) as archive:
        return parse_manifest(_member(archive, MANIFEST))


def extract_database(*, source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Return the manifest and a copy of the database in the folder. Raises InvalidValue if a byte is not as written."""
    with _opened(source) as archive:
        manifest = parse_manifest(_member(archive, MANIFEST))
        database = folder / DATABASE
        _copy_member(archive, DATABASE, database)
    if sha256_of(database) != manifest.sha256:
        raise InvalidValue(f"The backup {source} is damaged. Use another one.", field="source")
    return manifest, database


def _copy_member(archive: tarfile.TarFile, name: str, path: Path) -> None:
    """Copy a member of the archive into a new file. Raises tarfile.TarError if it is missing or cut off."""
    try:
        member = archive.extractfile(name)
    except KeyError as error:
        raise tarfile.TarError from error
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        if member is not None:
            shutil.copyfileobj(member, copy, CHUNK)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise InvalidValue(f"{source} is not a whole backup of Stemma.", field="source") from error


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    try:
        file = archive.extractfile(name)
    except KeyError:
        file = None
    return b"" if file is None else file.read(CHUNK)


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
