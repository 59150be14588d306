"""The databases of a trial: SQLite files, or a PostgreSQL server that can be killed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.databases import SQLITE, Databases
from tests.trials.postgres import KillablePostgres, killable_postgres


@dataclass(frozen=True)
class Side:
    kind: str
    databases: Databases
    postgres: KillablePostgres | None


@contextmanager
def sides(kind: str) -> Iterator[Side]:
    with tempfile.TemporaryDirectory(prefix="stemma-trials-") as name:
        if kind == SQLITE:
            yield Side(kind, Databases(kind=kind, url="", folder=Path(name)), None)
            return
        with killable_postgres() as postgres:
            yield Side(kind, Databases(kind=kind, url=postgres.url, folder=Path(name)), postgres)
