"""Write the whole database into one file, beside a server at work."""

import tempfile
from pathlib import Path

from django.db import connection
from django.utils import timezone

from versioning.exceptions import InvalidValue
from versioning.models import Actor
from versioning.policies import authorize_organization
from versioning.services.maintenance._backup.archive import extract_database, sha256_of, write_archive
from versioning.services.maintenance._backup.manifest import Manifest
from versioning.services.maintenance._backup.postgres import dump_postgres
from versioning.services.maintenance._backup.sqlite import dump_sqlite

DUMPS = {"sqlite": dump_sqlite, "postgresql": dump_postgres}


def backup_database(*, actor: Actor, target: Path) -> Manifest:
    """Write a consistent copy to `target`, read it again, and return its manifest.

    Nobody has to stop working. The file appears under its name only when it is complete.
    Raises NotAllowed, InvalidValue (the target's folder is missing, a program of PostgreSQL failed, or what was written
    cannot be read back).
    """
    authorize_organization(actor=actor)
    if not target.parent.is_dir():
        raise InvalidValue(f"The folder {target.parent} does not exist.", field="target")
    # Beside the target, which has the room.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        copy = Path(name, "copy")
        taken_at = timezone.now()
        census = DUMPS[connection.vendor](copy)
        manifest = Manifest(
            engine=connection.vendor,
            taken_at=taken_at.isoformat(),
            rows=census.rows,
            last_event=census.last_event,
            sha256=sha256_of(copy),
            size=copy.stat().st_size,
        )
        write_archive(target=target, manifest=manifest, database=copy)
        copy.unlink()
        extract_database(source=target, folder=Path(name))
    return manifest
