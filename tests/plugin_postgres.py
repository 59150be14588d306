"""Runs the tests on PostgreSQL servers of their own: `python -m pytest -p tests.plugin_postgres`."""

import atexit
import os
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.postgres import running_server

# They make databases of their own, or write SQL of the database's vendor without running it.
WITHOUT_FIXTURES = ("tests/migrations/", "tests/models/")

_servers = ExitStack()
atexit.register(_servers.close)


def _start() -> str:
    """Start a server and return its DATABASE_URL."""
    url = _servers.enter_context(running_server())
    with psycopg.connect(url, autocommit=True) as server:
        # A table that was vacuumed while a test had a row in it is taken for tiny ever after: all of it would be read
        # for each of the 100,000 keys that a later test refers to it with, before that test's transaction is seen.
        server.execute("ALTER SYSTEM SET autovacuum = off")
        server.execute("SELECT pg_reload_conf()")
    return url


# At import, as in tests.plugin_sandbox: a hook would come too late, and the tests would run on SQLite unseen.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["DATABASE_URL"] = _start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Give each worker a server of its own: the change feed waits for every transaction of a server."""
    for spec in specs:
        spec.env["DATABASE_URL"] = _start()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that use no database. They run on SQLite, and would do the same again.

    pytest-django refuses every query of such a test, so it cannot depend on the database unseen.
    """
    again = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = again


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & {"db", "transactional_db", "live_server"}
        or item.nodeid.startswith(WITHOUT_FIXTURES)
    )


def pytest_report_header() -> str:
    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        return f"PostgreSQL server: {server.info.parameter_status('server_version')}"


def pytest_sessionstart() -> None:
    if connection.vendor != "postgresql":
        raise pytest.UsageError(f"The tests must run on PostgreSQL; the settings chose {connection.vendor}.")
