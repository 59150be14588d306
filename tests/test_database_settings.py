"""DATABASE_URL, as a process of its own reads it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

PRINT = "import json; from config import settings; d = settings.DATABASES['default']; print(json.dumps(d, default=str))"


def database_of(url: str, folder: Path) -> dict[str, Any]:
    output = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    read: dict[str, Any] = json.loads(output.stdout)
    return read


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
