"""DATABASE_URL, as a process of its own reads it."""

from pathlib import Path

import pytest

from tests.config.reading import database_of


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("a:5432,b:5433", "a,b", "5432,5433"),
        ("a,b", "a,b", "5432,5432"),
        ("a:5432,b", "a,b", "5432,5432"),
    ],
)
def test_several_servers_may_be_named(hosts: str, host: str, port: str, tmp_path: Path) -> None:
    database = database_of(f"postgresql://user:pass@{hosts}/texts?target_session_attrs=read-write", tmp_path)

    assert (database["HOST"], database["PORT"]) == (host, port)
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("texts", "user", "pass")
    assert database["OPTIONS"]["target_session_attrs"] == "read-write"


def test_one_server_is_read_as_ever(tmp_path: Path) -> None:
    database = database_of("postgresql://user:pass@a:5433/texts", tmp_path)

    assert (database["HOST"], str(database["PORT"])) == ("a", "5433")
