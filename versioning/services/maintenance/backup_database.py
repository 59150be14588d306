"""Write the whole database and all files into one file, beside a server at work."""

from pathlib import Path

from django.db import connection
from django.utils import timezone

from versioning.exceptions import InvalidValue
from versioning.models import Actor
from versioning.policies import authorize_organization
from versioning.services.maintenance._backup.archive import (
    DATABASE,
    add_manifest,
    add_member,
    extract_database,
    new_archive,
    sha256_of,
)
from versioning.services.maintenance._backup.files import CopiedFiles, add_files, check_files
from versioning.services.maintenance._backup.manifest import Manifest
from versioning.services.maintenance._backup.postgres import dump_postgres
from versioning.services.maintenance._backup.sqlite import dump_sqlite
from versioning.services.maintenance._backup.working_folder import working_folder

DUMPS = {"sqlite": dump_sqlite, "postgresql": dump_postgres}
NO_FILES = CopiedFiles(0, 0, ())


def backup_database(*, actor: Actor, target: Path, with_files: bool = True) -> Manifest:
    """Write a consistent copy to `target`, read it again, and return its manifest.

    Nobody has to stop working. The file appears under its name only when it is complete. The bytes of files never
    change, and stay for a day after the last file that has them, so they belong to the moment of the database.
    Raises NotAllowed, StoreUnavailable, InvalidValue (the target's folder is missing, a program of PostgreSQL failed,
    or what was written cannot be read back).
    """
    authorize_organization(actor=actor)
    if not target.parent.is_dir():
        raise InvalidValue(f"The folder {target.parent} does not exist.", field="target")
    with working_folder(target.parent) as folder:
        manifest = _write(target, folder=folder, with_files=with_files)
        extract_database(source=target, folder=folder)
        check_files(target, manifest=manifest)
    return manifest


def _write(target: Path, *, folder: Path, with_files: bool) -> Manifest:
    copy = folder / "copy"
    taken_at = timezone.now()
    census = DUMPS[connection.vendor](copy)
    with new_archive(target, folder=folder) as archive:
        add_member(archive, copy, name=DATABASE)
        files = add_files(archive, census.keys, folder=folder) if with_files else NO_FILES
        manifest = Manifest(
            engine=connection.vendor,
            taken_at=taken_at.isoformat(),
            rows=census.rows,
            last_event=census.last_event,
            sha256=sha256_of(copy),
            size=copy.stat().st_size,
            files=files.members if with_files else None,
            file_bytes=files.size,
            missing=list(files.missing),
        )
        add_manifest(archive, manifest)
    copy.unlink()
    return manifest
