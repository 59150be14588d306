"""Migrate databases for tests: once, and as copies of that one everywhere else.

Django takes long to run all migrations on an empty database. The result depends on nothing else: no migration writes a
secret or the identity of a server.
"""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection

from tests.management.serving import PATIENCE, manage
from tests.plugin_sandbox import RUN_FOLDER
from tests.postgres import PROGRAMS, package_folder

Environment = Mapping[str, str]

# It outlives the run, so that a single test does not wait for all migrations.
CACHE = settings.BASE_DIR / ".pytest_cache" / "migrated"
LIBRARIES = ("django", "django-oauth-toolkit")


def migrate(environment: Environment) -> None:
    """Leave the empty database of an environment as `manage.py migrate` does."""
    name = f"migrated-{_fingerprint()}"
    fill(environment, name=name, make=lambda: run_migrate(environment), folder=CACHE)
    for other in CACHE.glob("migrated-*"):
        if not other.name.startswith(name):
            other.unlink(missing_ok=True)


def migrate_test_database() -> None:
    """Create and migrate the database that Django's test runner will use."""
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        server = os.environ["DATABASE_URL"]
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
    migrate({**os.environ, "DATABASE_URL": url})


def run_migrate(environment: Environment) -> None:
    command = manage(dict(environment), "migrate", "--verbosity", "0")
    assert command.communicate(timeout=3 * PATIENCE) == ("", "")
    assert command.returncode == 0


def fill(environment: Environment, *, name: str, make: Callable[[], None], folder: Path = RUN_FOLDER) -> None:
    """Fill the empty database of an environment with `make`, or as `make` filled another one of this name.

    All processes of the run share the copies in `folder`.
    """
    for path in (folder, Path(environment["DATA_DIR"])):
        path.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{name}.{'sql' if environment['DATABASE_URL'].startswith('postgres') else 'sqlite3'}"
    with _locked(copy):
        if not copy.exists():
            make()
            _save(environment, copy)
            return
    _load(environment, copy)


def _fingerprint() -> str:
    """Return a digest of everything that decides what migrations make of an empty database."""
    digest = sha256(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    for path in sorted((settings.BASE_DIR / "versioning" / "migrations").glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _locked(copy: Path) -> Iterator[None]:
    with copy.with_name(f"{copy.name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _save(environment: Environment, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    if copy.suffix == ".sql":
        _postgres("pg_dump", f"--file={unfinished}", environment["DATABASE_URL"])
    else:
        _copy_sqlite(_file(environment), unfinished)
    unfinished.rename(copy)


def _load(environment: Environment, copy: Path) -> None:
    if copy.suffix == ".sql":
        words = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={copy}")
        _postgres("psql", *words, environment["DATABASE_URL"])
    else:
        _copy_sqlite(copy, _file(environment))


def _postgres(program: str, *words: str) -> None:
    subprocess.run([package_folder() / PROGRAMS / program, *words], check=True, stdout=subprocess.DEVNULL)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _file(environment: Environment) -> Path:
    """Return the file of an environment on SQLite, as the settings do."""
    name = environment["DATABASE_URL"].removeprefix("sqlite:///")
    return Path(name or Path(environment["DATA_DIR"], "stemma.sqlite3"))
