"""The databases that are measured, each with a folder of its own, and commands run on them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import running_server

SQLITE, POSTGRES = "sqlite", "postgres"
PROJECT = "bench"
# High enough to refuse nothing, so that the counting is paid for as in production.
NO_LIMIT = "1000000000"
QUOTAS = [f"QUOTA_{of}_{what}" for of in ("PERSON", "PROJECT") for what in ("BYTES", "DRAFTS", "VERSIONS")]


@dataclass(frozen=True)
class Database:
    """`url` as DATABASE_URL takes it; `folder` is the DATA_DIR."""

    kind: str
    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder),
            "API_RATE_LIMIT": NO_LIMIT,
            **dict.fromkeys(QUOTAS, NO_LIMIT),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return {**os.environ, **own}

    def manage(self, *arguments: str) -> str:
        return self._run("manage.py", *arguments)

    def inside(self, module: str, *arguments: str) -> Any:
        """What a module of `tests.benchmarks.inside`, run in a process of its own on this database, says in JSON."""
        return json.loads(self._run("-m", f"tests.benchmarks.inside.{module}", *arguments).splitlines()[-1])

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout


class Databases:
    """Makes fresh, migrated databases of one kind with the project `bench`; all of them go in the end."""

    def __init__(self, *, kind: str, url: str, folder: Path) -> None:
        self.kind, self._url, self._folder = kind, url, folder
        self._made = 0
        # Migrating takes long; the others are copies.
        self._template = self._empty()
        self._template.manage("migrate", "-v0")
        self._template.manage("create_project", PROJECT)

    def fresh(self) -> Database:
        return self._empty()

    def _empty(self) -> Database:
        name = f"bench_{self._made}"
        folder = self._folder / name
        if self._made and self.kind == SQLITE:
            shutil.copytree(self._template.folder, folder)
        else:
            folder.mkdir()
        if self.kind == POSTGRES:
            self._create(name)
        self._made += 1
        url = self._url.replace("///postgres?", f"///{name}?")
        return Database(kind=self.kind, url=url, folder=folder)

    def _create(self, name: str) -> None:
        template = "template1" if self._made == 0 else "bench_0"
        with psycopg.connect(self._url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """SQLite files, or databases of a PostgreSQL server of the run's own."""
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        if kind == SQLITE:
            yield Databases(kind=kind, url="", folder=Path(folder))
            return
        with running_server() as url:
            yield Databases(kind=kind, url=url, folder=Path(folder))
