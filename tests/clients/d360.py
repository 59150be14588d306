"""Document360's own command-line client (npm `d360`), as its users run it: one process for each command."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.making import NODE, NODE_MODULES, PATIENCE, PROGRAMS

PROGRAM = NODE_MODULES / "d360" / "build" / "bin" / "d360.js"


@dataclass(frozen=True)
class CommandLine:
    """Run in `home`, which also holds what it saves. Nothing of the machine's environment reaches it."""

    home: Path

    def show(self, *words: str) -> Any:
        """Return the JSON that a command wrote. The test fails if the command does."""
        done = self._run(*words)
        if done.returncode:
            pytest.fail(f"d360 {' '.join(words)}\n{done.stdout}{done.stderr}", pytrace=False)
        return json.loads(done.stdout) if done.stdout else None

    def refusal(self, *words: str) -> tuple[int, int | None, str]:
        """Return the exit code of a command that fails, the status that the server answered with, and what it says."""
        done = self._run(*words)
        error = json.loads(done.stderr)["error"]
        return done.returncode, error.get("status"), error["message"]

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        if not PROGRAM.exists():
            pytest.fail("The packages of npm are not installed: make .venv/.node", pytrace=False)
        environment = {"HOME": str(self.home), "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            [NODE, PROGRAM, "--output", "json", *words],
            cwd=self.home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
