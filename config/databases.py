"""The databases that DATABASE_URL and REPLICA_URL name, with the options that make each engine safe under races."""

import os
import re
from pathlib import Path
from typing import Any

from config.deployment import DATA_DIR, DATABASE_TIMEOUT, PREPARED_STATEMENTS
from config.environment import env, read, stop


def _database_url(name: str) -> dict[str, Any]:
    """Read one variable, which may name several PostgreSQL servers: postgresql://user:password@a:5432,b:5432/name."""
    url = os.environ.get(name) or ""
    hosts = re.search(r"(?<=[/@])[^/@?]*,[^/@?]*(?=/|$)", url)
    if hosts is None:
        return read(env.dj_db_url, name, f"sqlite:///{DATA_DIR / 'stemma.sqlite3'}")  # type: ignore[no-any-return]
    # No reader of URLs takes a list of hosts. libpq does, in the same form as its HOST and PORT.
    first, *_ = servers = [host.rpartition(":") if ":" in host else (host, "", "5432") for host in hosts[0].split(",")]
    os.environ[name] = url.replace(hosts[0], f"{first[0]}:{first[2]}")
    try:
        database: dict[str, Any] = read(env.dj_db_url, name, "")
    finally:
        os.environ[name] = url
    names, ports = [host for host, _, _ in servers], [port for _, _, port in servers]
    return {**database, "HOST": ",".join(names), "PORT": ",".join(ports)}


def _keep_to_owner(file: Path) -> None:
    """Make the SQLite file unreadable for other users of the machine. SQLite gives its log the same mode."""
    if file.name == ":memory:":
        return
    try:
        os.close(os.open(file, os.O_RDONLY | os.O_CREAT, 0o600))
        if file.stat().st_uid == os.geteuid():
            file.chmod(0o600)
    except OSError:
        # On a read-only disk, for example. Opening the database says what is wrong.
        pass


def _database(name: str) -> dict[str, Any]:
    """Return a database in the form of Django's setting DATABASES."""
    database = _database_url(name)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Django's own backend, with a limit to how many threads wait for the one that writes.
        database["ENGINE"] = "versioning.ops.sqlite"
        # IMMEDIATE: a transaction that will write takes the lock when it begins. The default, DEFERRED, fails
        # with "database is locked" when two readers both try to become the writer.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            # The rest of the time is for what comes before and after the wait.
            "timeout": 0.8 * DATABASE_TIMEOUT,
            # FULL: with NORMAL, a power failure could undo saves that were already confirmed.
            "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        _keep_to_owner(Path(database["NAME"]))
        # Opening the file and setting its pragmas costs more than most requests do.
        database["CONN_MAX_AGE"] = None
        # An in-memory test database is shared between threads without waiting for locks; a file waits.
        database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    elif database["ENGINE"] == "django.db.backends.postgresql":
        # Django's own backend, with a limit to how long it waits.
        database["ENGINE"] = "versioning.ops.postgresql"
        database["CONN_MAX_AGE"] = 600
        database["CONN_HEALTH_CHECKS"] = True
        # PostgreSQL parses a repeated statement once per connection and, if that pays, plans it once.
        database.setdefault("OPTIONS", {})["prepare_threshold"] = 1 if PREPARED_STATEMENTS else None
    else:
        stop(f"the environment variable {name} must name a sqlite or a postgresql database.")
    return database


def databases() -> dict[str, Any]:
    """Return the primary database, and the replica that REPLICA_URL names for reads."""
    primary = _database("DATABASE_URL")
    if not os.environ.get("REPLICA_URL"):
        return {"default": primary}
    replica = _database("REPLICA_URL")
    if any(database["ENGINE"] != "versioning.ops.postgresql" for database in (primary, replica)):
        stop("with REPLICA_URL, both DATABASE_URL and REPLICA_URL must name a postgresql database.")
    return {"default": primary, "replica": {**replica, "TEST": {"MIRROR": "default"}}}
