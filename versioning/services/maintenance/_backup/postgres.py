"""Copying a PostgreSQL database with its own programs, pg_dump and pg_restore, in one snapshot."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from versioning.exceptions import InvalidValue
from versioning.services.maintenance._backup.census import Census, take_census


def dump_postgres(target: Path) -> Census:
    """Dump the database, and count its rows in the very snapshot that is dumped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

        def query(statement: str) -> Sequence[Sequence[Any]]:
            cursor.execute(statement)
            rows: Sequence[Sequence[Any]] = cursor.fetchall()
            return rows

        ((snapshot,),) = query("SELECT pg_export_snapshot()")
        census = take_census(query, tables=connection.introspection.table_names(cursor))
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
    return census


def load_postgres(source: Path) -> None:
    """Replace what is in the database by what is in the dump, all in one transaction."""
    connection.close()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
        str(source),
    )


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings. Raises InvalidValue with what it says."""
    if shutil.which(program) is None:
        message = f"{program} is not installed. Install PostgreSQL's client programs, on Debian: postgresql-client."
        raise InvalidValue(message, field="database")
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in _keywords()}
    # In the environment, where other users of the machine cannot read it.
    environment = {**os.environ, "PGPASSWORD": str(parameters.pop("password", os.environ.get("PGPASSWORD", "")))}
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL's, with values of the settings
        [program, f"--dbname={make_conninfo(**parameters)}", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise InvalidValue(f"{program} failed: {done.stderr.strip()}", field="database")


def _keywords() -> frozenset[str]:
    """Return the names of libpq's parameters. Django's settings hold others too, of psycopg's own."""
    return frozenset(option.keyword.decode() for option in Conninfo.get_defaults())
