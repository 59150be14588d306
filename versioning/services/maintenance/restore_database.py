"""Bring the database and the files back from a file that `backup_database` wrote."""

from enum import Enum
from pathlib import Path

from django.db import connection

from versioning.exceptions import InvalidValue
from versioning.models.event_feed import raise_positions
from versioning.services.maintenance._backup.archive import extract_database
from versioning.services.maintenance._backup.census import census_of_database
from versioning.services.maintenance._backup.files import restore_files
from versioning.services.maintenance._backup.manifest import Manifest, differences
from versioning.services.maintenance._backup.postgres import load_postgres
from versioning.services.maintenance._backup.sqlite import load_sqlite
from versioning.services.maintenance._backup.working_folder import working_folder

LOADS = {"sqlite": load_sqlite, "postgresql": load_postgres}
KEEPSAKES = ("versioning_document", "versioning_user")


class Existing(Enum):
    """What to do with what the database holds already."""

    REFUSE = "refuse"
    REPLACE = "replace"


def restore_database(*, source: Path, existing: Existing = Existing.REFUSE) -> Manifest:
    """Put what the backup holds in place of what the database holds, and count every table afterwards.

    The bytes of files come first, so that no row waits for them. Bytes that the file store holds already stay.
    There is no actor: there may be no database yet that could know one. Whoever runs it holds the database's password.
    Raises InvalidValue (not a backup, damaged, of the other engine; the database holds something and `existing` is
    REFUSE; PostgreSQL has tables that the backup does not have; a program of PostgreSQL failed; a table has another
    count of rows than the backup says), StoreUnavailable.
    """
    with working_folder(source.parent) as folder:
        manifest, copy = extract_database(source=source, folder=folder)
        if manifest.engine != connection.vendor:
            message = f"The backup is of {manifest.engine}, and DATABASE_URL names {connection.vendor}."
            raise InvalidValue(message, field="source")
        if existing is Existing.REFUSE and _holds_something():
            message = "The database is not empty. Restore into another one, or replace what it holds with --replace."
            raise InvalidValue(message, field="database")
        if connection.vendor == "postgresql":
            _refuse_other_tables(manifest)
        restore_files(source)
        LOADS[connection.vendor](copy)
    _refuse_other_counts(manifest)
    raise_positions()
    return manifest


def _holds_something() -> bool:
    rows = census_of_database().rows
    return any(rows.get(table) for table in KEEPSAKES)


def _refuse_other_tables(manifest: Manifest) -> None:
    """Refuse a backup of an older version. SQLite's file is replaced as a whole, but pg_restore keeps other tables."""
    others = sorted(census_of_database().rows.keys() - manifest.rows.keys())
    if others:
        message = (
            f"The database has tables that the backup does not have: {', '.join(others)}. The backup was probably made "
            "by an older version. Restore it into a new, empty database, then run `manage.py migrate`."
        )
        raise InvalidValue(message, field="database")


def _refuse_other_counts(manifest: Manifest) -> None:
    wrong = list(differences(expected=manifest.rows, rows=census_of_database().rows))
    if wrong:
        listed = ", ".join(f"{table} {rows:,} instead of {expected:,}" for table, expected, rows in wrong)
        raise InvalidValue(f"The restored database is not the one of the backup: {listed}.", field="source")
