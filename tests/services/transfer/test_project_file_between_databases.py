"""A project goes from SQLite to PostgreSQL and back, and every route of the API answers as before."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.management.migrating import migrate
from tests.postgres import running_server
from tests.services.transfer.project_files import members
from tests.services.transfer.walked_paths import ELSEWHERE, templates

ROOT = Path(__file__).parents[3]


class Server:
    """An empty server of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        self.environment = {
            **os.environ,
            "DATABASE_URL": url or f"sqlite:///{folder / 'db.sqlite3'}",
            "DATA_DIR": str(folder),
            "FILES_STORAGE": (folder / "files").as_uri(),
            "API_RATE_LIMIT": "1000000",
        }
        migrate(self.environment)

    def walk(self, folder: Path, *verbs: str) -> None:
        """Do this in a process of its own."""
        command = [sys.executable, "-m", "tests.services.transfer.walk", str(folder), *verbs]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.skipif(connection.vendor == "postgresql", reason="It starts both databases itself, once.")
def test_every_route_answers_as_before_on_the_other_database(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    first = Server(tmp_path / "first", "")
    first.walk(shared, "make")
    first.walk(shared, "first.json", "export")
    with running_server() as url:
        second = Server(tmp_path / "second", url)
        second.walk(shared, "people", "import")
        # Another process answers than the one that has the texts in memory.
        second.walk(shared, "second.json", "verify", "export")
    third = Server(tmp_path / "third", "")
    third.walk(shared, "people", "import")
    third.walk(shared, "third.json", "verify")

    answers = [json.loads((shared / f"{name}.json").read_text()) for name in ("first", "second", "third")]
    assert _unanswered(answers[0]) == set()
    for later in answers[1:]:
        assert _differences(answers[0], later) == {}
    texts = [name for name in members(shared / "project.tar.gz") if name.startswith("bodies/")]
    assert len(texts) > 20


def _unanswered(answers: dict[str, Any]) -> set[str]:
    """Return the operations that no path of the walk got an answer from."""
    answered = [re.split(r"[ ?]", path)[0] for path, answer in answers.items() if answer[0] == 200]
    wanted = {template for template, _ in templates()} - ELSEWHERE
    patterns = {template: re.compile(re.sub(r"\{[^}]*\}", "[^/]+", template)) for template in wanted}
    return {each for each, pattern in patterns.items() if not any(map(pattern.fullmatch, answered))}


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    paths = before.keys() | after.keys()
    return {path: (before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)}
