"""Several database servers in one URL: which one is connected to."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.postgres import running_server
from versioning.ops.postgresql import hosts
from versioning.ops.postgresql.hosts import connect_to_one

Connect = Callable[[dict[str, Any]], "psycopg.Connection[Any]"]
# What a standby answers, found before PostgreSQL's own function of this name.
STANDBY = """
    CREATE SCHEMA standby;
    CREATE FUNCTION standby.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true';
"""


@pytest.fixture(autouse=True)
def forget() -> None:
    hosts._answered_last.clear()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(STANDBY)
        yield url


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def connect(server: str, asked: list[str]) -> Connect:
    """Return a network with the machines `primary`, `standby` and `gone`, behind poolers that greet with nothing."""

    def connect(params: dict[str, Any]) -> "psycopg.Connection[Any]":
        asked.append(params["host"])
        if params["host"] == "gone":
            raise psycopg.OperationalError("connection refused")
        assert "target_session_attrs" not in params
        path = "standby,pg_catalog" if params["host"] == "standby" else "public"
        return psycopg.connect(server, options=f"-c search_path={path}")

    return connect


def params(*names: str) -> dict[str, Any]:
    return {
        "host": ",".join(names),
        "port": ",".join(["5432"] * len(names)),
        "target_session_attrs": "read-write",
        "connect_timeout": 6,
    }


def test_behind_a_pooler_the_server_itself_is_asked_whether_it_is_a_standby(connect: Connect, asked: list[str]) -> None:
    with connect_to_one(connect, params("gone", "standby", "primary"), is_pooled=True) as connection:
        status = connection.info.transaction_status

    assert asked == ["gone", "standby", "primary"]
    assert status is psycopg.pq.TransactionStatus.IDLE


def test_the_server_that_answered_last_is_asked_first(connect: Connect, asked: list[str]) -> None:
    for _ in range(2):
        connect_to_one(connect, params("gone", "primary"), is_pooled=True).close()

    assert asked == ["gone", "primary", "primary"]


def test_the_reason_of_each_server_is_given_if_none_will_do(connect: Connect) -> None:
    with pytest.raises(psycopg.OperationalError, match="connection refused; standby:5432 is a standby"):
        connect_to_one(connect, params("gone", "standby"), is_pooled=True)


def test_all_servers_share_the_time_out_and_one_has_it_alone() -> None:
    given: list[Any] = []

    def refuse(params: dict[str, Any]) -> "psycopg.Connection[Any]":
        given.append(params)
        raise psycopg.OperationalError("refused")

    for names in (("a", "b"), ("a",)):
        with pytest.raises(psycopg.OperationalError):
            connect_to_one(refuse, params(*names), is_pooled=False)

    assert [(one["host"], one["connect_timeout"]) for one in given] == [("a", 3), ("b", 3), ("a", 6)]
    assert given[0]["target_session_attrs"] == "read-write"
