"""Databases of their own to run `manage.py` on, empty or as a fixture has them."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
from django.db import connection

from tests.management.migrating import fill, run_migrate
from tests.management.serving import PATIENCE, manage
from tests.migrations.schemas import (
    Rows,
    Schema,
    postgresql_rows,
    postgresql_schema,
    sqlite_rows,
    sqlite_schema,
)

FIXTURES = Path(__file__).parent


class Done(NamedTuple):
    status: int
    err: str


class Database(NamedTuple):
    """An own database of the vendor that the tests run on."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self.url, "DATA_DIR": str(self.folder)}

    def manage(self, *words: str) -> Done:
        """Run a command on it in a process of its own."""
        command = manage(self.environment, *words)
        _, err = command.communicate(timeout=3 * PATIENCE)
        return Done(command.returncode, err)

    def execute(self, statements: str) -> None:
        """Run SQL without parameters: one statement or many, in one transaction.

        Raises what the driver raises.
        """
        if connection.vendor == "postgresql":
            with psycopg.connect(self.url) as database:
                # Bytes, since a string would have to be a literal. They are sent as they are.
                database.execute(statements.encode())
        else:
            with closing(sqlite3.connect(self._file)) as database:
                database.executescript(f"BEGIN; {statements}; COMMIT")

    def schema(self) -> Schema:
        if connection.vendor == "postgresql":
            with psycopg.connect(self.url) as database:
                return postgresql_schema(database)
        with closing(sqlite3.connect(self._file)) as database:
            return sqlite_schema(database)

    def rows(self) -> Rows:
        if connection.vendor == "postgresql":
            with psycopg.connect(self.url) as database:
                return postgresql_rows(database)
        with closing(sqlite3.connect(self._file)) as database:
            return sqlite_rows(database)

    @property
    def _file(self) -> str:
        return self.url.removeprefix("sqlite:///")


@contextmanager
def empty_database(folder: Path) -> Iterator[Database]:
    name = f"own_{uuid4().hex}"
    if connection.vendor == "sqlite":
        yield Database(f"sqlite:///{folder / name}", folder)
        return
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        yield Database(re.sub(r"///\w+", f"///{name}", server), folder)
        admin.execute(f"DROP DATABASE {name}".encode())


@contextmanager
def database_before_squash(folder: Path) -> Iterator[Database]:
    """As the last commit before the squash left it, with rows in every table."""
    with empty_database(folder) as database:
        database.execute(_before_squash())
        yield database


@contextmanager
def migrated_from_before_squash(folder: Path) -> Iterator[Database]:
    """As `database_before_squash`, migrated to the end: once in a run, then copied."""
    with empty_database(folder) as database:

        def make() -> None:
            database.execute(_before_squash())
            run_migrate(database.environment)

        fill(database.environment, name="migrated_from_before_squash", make=make)
        yield database


def _before_squash() -> str:
    return (FIXTURES / f"before_squash.{connection.vendor}.sql").read_text()
