"""Keys of bytes in the file store, and the lock that keeps uploads and purges apart."""

from uuid import UUID

from django.db import connection

from versioning.models import File

_LOCK = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0)), pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LOCK_ALL = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def store_key(*, project_id: UUID, sha256: bytes) -> str:
    """Return the key of these bytes. Each project has its own, so that nothing tells one what another one has."""
    digest = sha256.hex()
    return f"{project_prefix(project_id)}{digest[:2]}/{digest}"


def project_prefix(project_id: UUID) -> str:
    """Return what the keys of a project's bytes begin with."""
    return f"{project_id.hex}/"


def key_of(file: File) -> str:
    """Return the key of the file's bytes."""
    return store_key(project_id=file.project_id, sha256=bytes(file.sha256))


def transfer_key(transfer: UUID) -> str:
    """Return the key of the file that an import reads or an export wrote."""
    return f"transfers/{transfer.hex}"


def key_of_width(file: File, width: int) -> str:
    """Return the key of a smaller copy of a picture. An empty copy means that there can be none."""
    return f"{key_of(file)}.{width}"


def lock_bytes(key: str) -> None:
    """Wait until no other transaction holds this key, and hold it until this one ends.

    Whoever inserts or deletes a file and whoever removes bytes takes this lock first. So bytes are never removed
    between the look into the store and the commit of the row that needs them, and equal bytes are counted once.
    """
    # A transaction of SQLite that may write has the whole database for itself.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [_prefix(key), key])


def lock_all_bytes(project_id: UUID) -> None:
    """Wait until no other transaction holds a key of the project, and hold all of them until this one ends.

    PostgreSQL has room for some thousand locks, and a project may have more files.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_ALL, [_prefix(project_prefix(project_id))])


def _prefix(key: str) -> str:
    return key.partition("/")[0]
