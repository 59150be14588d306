"""`make trials`: kill -9 of workers, servers and PostgreSQL under load, until each was killed often enough.

At the end every acknowledged save and publication must be there once, and `verify` must find no breach. Prints a table
and keeps it as JSON in var/trials.json.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import Database, Databases
from tests.benchmarks.server import make_token
from tests.benchmarks.wire import Connection, request
from tests.trials.comparison import compare
from tests.trials.postgres import KillablePostgres, killable_postgres
from tests.trials.writers import Ledger, Writer

WRITERS = 4
CALM_SECONDS = (0.3, 1.2)
PATIENCE_SECONDS = 60
RESULTS = Path("var/trials.json")


class KillableServer:
    """`manage.py serve` with two workers, and the ways to kill it."""

    def __init__(self, database: Database) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = database.folder / "server.log"
        self.environment = {**database.environment, "PORT": str(self.port), "WORKERS": "2", "DATABASE_TIMEOUT": "3"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            try:
                connection = Connection(self.port)
                connection.exchange(request("GET", "/healthz"))
                connection.close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"The server did not answer:\n{self.log.read_text()[-2000:]}")

    def kill_worker(self) -> None:
        """Kill one worker. The server replaces it."""
        pid = self._running().pid
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        workers = [child for child in children if b"tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)

    def kill(self) -> None:
        """Kill the server with all its workers, and start it again."""
        self.end()
        self.start()

    def end(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise RuntimeError("The server was not started.")
        return self.process


@dataclass(frozen=True)
class Side:
    kind: str
    databases: Databases
    postgres: KillablePostgres | None


@contextmanager
def sides(kind: str) -> Iterator[Side]:
    with tempfile.TemporaryDirectory(prefix="stemma-trials-") as name:
        if kind == "sqlite":
            yield Side(kind, Databases(kind=kind, url="", folder=Path(name)), None)
            return
        with killable_postgres() as postgres:
            yield Side(kind, Databases(kind=kind, url=postgres.url, folder=Path(name)), postgres)


def run(side: Side, *, rounds: int) -> dict[str, Any]:
    """Kill something `rounds` times. Returns the row of the table."""
    database = side.databases.fresh()
    documents = database.inside("seed", "documents", str(WRITERS))
    database.manage("reindex")
    token, ledger, stop = make_token(database), Ledger(), threading.Event()
    server = KillableServer(database)
    server.start()
    try:
        writers = [
            Writer(port=server.port, token=token, document=document["id"], ledger=ledger, stop=stop)
            for document in documents[:WRITERS]
        ]
        for writer in writers:
            writer.start()
        kills = _kill(_targets(server, side.postgres), rounds=rounds)
        time.sleep(2)
        stop.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        server.wait_until_it_answers()
        lost, doubled = compare(Connection(server.port), token=token, ledger=ledger)
    finally:
        server.end()
    breaches = subprocess.run([sys.executable, "manage.py", "verify"], env=database.environment, check=False).returncode
    return {
        "database": side.kind,
        "kills": kills,
        **ledger.counts,
        "lost": lost,
        "doubled": doubled,
        "other errors of 500 and above": ledger.faults,
        "verify": "clean" if breaches == 0 else "breaches",
    }


def _targets(server: KillableServer, postgres: KillablePostgres | None) -> dict[str, Callable[[], None]]:
    targets: dict[str, Callable[[], None]] = {"worker": server.kill_worker, "server": server.kill}
    if postgres is not None:

        def kill_postgres() -> None:
            postgres.kill()
            time.sleep(random.uniform(0, 0.5))
            postgres.start()

        targets["postmaster"] = kill_postgres
    return targets


def _kill(targets: dict[str, Callable[[], None]], *, rounds: int) -> dict[str, int]:
    kills = dict.fromkeys(targets, 0)
    for round_ in range(rounds):
        time.sleep(random.uniform(*CALM_SECONDS))
        name = list(targets)[round_ % len(targets)]
        targets[name]()
        kills[name] += 1
        print(f"\r{round_ + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kills for each database")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="only this one")
    options = parser.parse_args()
    rows = []
    for kind in [options.database] if options.database else ["sqlite", "postgres"]:
        with sides(kind) as side:
            rows.append(run(side, rounds=options.rounds))
        print(json.dumps(rows[-1], indent=2))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2))
    if any(row["lost"] or row["doubled"] or row["verify"] != "clean" for row in rows):
        sys.exit("Something was lost or doubled.")


if __name__ == "__main__":
    main()
