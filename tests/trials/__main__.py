"""`make trials`: kill -9 of workers, servers and PostgreSQL under load, until each was killed often enough.

At the end every acknowledged save and publication must be there once, and `verify` must find no breach. Each reader of
the change feed must have got each event once, and a webhook at least once with one id, in the order of each document.
Prints a table and keeps it as JSON in var/trials.json.
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
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import PROJECT, Database, Databases
from tests.benchmarks.server import make_token
from tests.benchmarks.wire import Connection, request
from tests.receivers import Receiver, receiving
from tests.trials.comparison import compare
from tests.trials.followers import Reader, create_webhook, told_by_webhook, unstable_ids, wait_for
from tests.trials.postgres import KillablePostgres, killable_postgres
from tests.trials.writers import Ledger, Writer

WRITERS = 8
READERS = 3
CALM_SECONDS = (0.3, 1.2)
PATIENCE_SECONDS = 60
# In the command line of the process that runs jobs.
JOB_WORKER = b"manage.py\0worker\0"
FAULTS = ("missed", "doubled", "disordered", "invented")
RESULTS = Path("var/trials.json")


class KillableServer:
    """`manage.py serve` with two workers, and the ways to kill it."""

    def __init__(self, database: Database) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = database.folder / "server.log"
        self.environment = {**database.environment, "PORT": str(self.port), "WORKERS": "2", "DATABASE_TIMEOUT": "3"}
        # So that the jobs of a killed worker are taken up soon.
        self.environment |= {"JOB_LEASE_SECONDS": "2", "WEBHOOK_ALLOW_PRIVATE": "127.0.0.1", "API_RATE_LIMIT": "0"}
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
        self._kill_one(lambda command: b"tracker" not in command and JOB_WORKER not in command)

    def kill_job_worker(self) -> None:
        """Kill the process that runs jobs. The server replaces it."""
        self._kill_one(lambda command: JOB_WORKER in command)

    def _kill_one(self, is_wanted: Callable[[bytes], bool]) -> None:
        pid = self._running().pid
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        chosen = [child for child in children if is_wanted(Path(f"/proc/{child}/cmdline").read_bytes())]
        if chosen:
            os.kill(random.choice(chosen), signal.SIGKILL)

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
    calm = threading.Event()
    with ExitStack() as stack:
        stack.callback(server.end)
        receiver = stack.enter_context(receiving())
        create_webhook(port=server.port, token=token, url=receiver.url, project=PROJECT)
        readers = [Reader(port=server.port, token=token, stop=calm) for _ in range(READERS)]
        writers = [
            Writer(port=server.port, token=token, document=document["id"], ledger=ledger, stop=stop)
            for document in documents[:WRITERS]
        ]
        for thread in (*readers, *writers):
            thread.start()
        kills = _kill(_targets(server, side.postgres), rounds=rounds)
        time.sleep(2)
        stop.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        server.wait_until_it_answers()
        lost, doubled = compare(Connection(server.port), token=token, ledger=ledger)
        calm.set()
        for reader in readers:
            reader.join(PATIENCE_SECONDS)
        told = _compare_told(database, readers=readers, receiver=receiver)
    breaches = subprocess.run([sys.executable, "manage.py", "verify"], env=database.environment, check=False).returncode
    return {
        "database": side.kind,
        "kills": kills,
        **ledger.counts,
        "lost": lost,
        "doubled": doubled,
        **told,
        "other errors of 500 and above": ledger.faults,
        "verify": "clean" if breaches == 0 else "breaches",
    }


def _compare_told(database: Database, *, readers: list[Reader], receiver: Receiver) -> dict[str, Any]:
    """Compare what the followers were told with the table of events."""
    rows = database.inside("event_rows")
    stored = [(key, document) for key, _, document in rows]
    created = next(key for key, verb, _ in rows if verb == "webhook.created")
    later = [(key, document) for key, document in stored if key >= created]
    wait_for(receiver, count=len(later), seconds=2 * PATIENCE_SECONDS)
    feed = sum((reader.told.compare(stored) for reader in readers), Counter[str]())
    webhook = told_by_webhook(receiver).compare(later)
    return {
        "events": len(stored),
        "feed": {name: feed[name] for name in FAULTS},
        "webhook": {name: webhook[name] for name in FAULTS} | {"unstable ids": unstable_ids(receiver)},
    }


def _is_sound(row: dict[str, Any]) -> bool:
    feed, webhook = row["feed"], row["webhook"]
    # A webhook gets each event at least once.
    told = [*feed.values(), *(count for name, count in webhook.items() if name != "doubled")]
    return not any((row["lost"], row["doubled"], *told)) and row["verify"] == "clean"


def _targets(server: KillableServer, postgres: KillablePostgres | None) -> dict[str, Callable[[], None]]:
    targets: dict[str, Callable[[], None]] = {
        "worker": server.kill_worker,
        "job worker": server.kill_job_worker,
        "server": server.kill,
    }
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
    if not all(map(_is_sound, rows)):
        sys.exit("Something was lost, doubled or out of order.")


if __name__ == "__main__":
    main()
