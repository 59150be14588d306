"""A process that verifies a database, with every byte of its files, as often as it is asked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.databases import Database


class Verifier:
    """`breaches` has a line for each one that was ever found."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.breaches: list[str] = []
        self.runs = 0

    def verify(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("verify\n")
        self._process.stdin.flush()
        while not (line := self._process.stdout.readline()).strip():
            if not line:
                raise RuntimeError("The process that verifies ended.")
        self.runs += 1
        self.breaches += json.loads(line)


@contextmanager
def verifying(database: Database) -> Iterator[Verifier]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.inside.verifying"],
        env=database.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Verifier(process)
        finally:
            process.kill()
