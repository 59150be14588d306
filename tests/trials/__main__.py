"""`make trials`: kill -9 of workers, servers and PostgreSQL under load, until each was killed often enough.

The writers upload the files that their texts use, and let schedules promote every second version. After each kill
`verify --files` must find no breach. At the end everything that was acknowledged must be there once: saves,
publications, files and schedules. Each reader of the change feed must have got each event once, and a webhook at least
once with one id, in the order of each document.
Prints a table and keeps it as JSON in var/trials.json.
"""

import argparse
import json
import math
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import PROJECT, Database
from tests.benchmarks.wire import Connection
from tests.receivers import Receiver, receiving
from tests.trials.comparison import compare
from tests.trials.file_writers import FileWriter
from tests.trials.followers import Reader, create_webhook, told_by_webhook, unstable_ids, wait_for
from tests.trials.people import make_personal_token
from tests.trials.server import PATIENCE_SECONDS, KillableServer
from tests.trials.sides import Side, sides
from tests.trials.targets import targets_of
from tests.trials.verifier import Verifier, verifying
from tests.trials.writers import Ledger

WRITERS = 8
READERS = 3
CALM_SECONDS = (0.3, 1.2)
# A quota that is counted, and never reached.
ENOUGH_BYTES = 10**12
FAULTS = ("missed", "doubled", "disordered", "invented")
RESULTS = Path("var/trials.json")


@dataclass(frozen=True)
class Plan:
    """How often something is killed, what, and within how many seconds. Without them, one kill follows the other.

    After `minutes`, nothing more is killed.
    """

    rounds: int
    kill: Sequence[str] = ()
    seconds: int | None = None
    minutes: float = math.inf


def run(side: Side, plan: Plan) -> dict[str, Any]:
    """Kill something `rounds` times. Returns the row of the table."""
    database = side.databases.fresh()
    documents = database.inside("seed", "documents", str(WRITERS))
    database.manage("reindex")
    token, ledger, stop = make_personal_token(database), Ledger(), threading.Event()
    server = KillableServer(database, QUOTA_PROJECT_FILE_BYTES=str(ENOUGH_BYTES))
    server.start()
    calm = threading.Event()
    with ExitStack() as stack:
        stack.callback(server.end)
        receiver = stack.enter_context(receiving())
        create_webhook(port=server.port, token=token, url=receiver.url, project=PROJECT)
        readers = [Reader(port=server.port, token=token, stop=calm) for _ in range(READERS)]
        writers = [
            FileWriter(port=server.port, token=token, document=document["id"], ledger=ledger, stop=stop)
            for document in documents[:WRITERS]
        ]
        for thread in (*readers, *writers):
            thread.start()
        verifier = stack.enter_context(verifying(database))
        killer = Killer(targets_of(server, side.postgres), verifier)
        killer.kill(plan)
        time.sleep(2)
        stop.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        server.wait_until_it_answers()
        schedules = _wait_for_schedules(database)
        lost, doubled = compare(Connection(server.port), token=token, ledger=ledger)
        calm.set()
        for reader in readers:
            reader.join(PATIENCE_SECONDS)
        told = _compare_told(database, readers=readers, receiver=receiver)
        server.end()
        verifier.verify()
    return {
        "database": side.kind,
        "seconds": round(killer.seconds),
        "kills": killer.kills,
        **ledger.counts,
        "lost": lost,
        "doubled": doubled,
        "schedules": {**schedules, "lost": max(0, ledger.counts["schedules"] - schedules["all"])},
        **told,
        "other errors of 500 and above": ledger.faults,
        "verify --files, runs": verifier.runs,
        "breaches": verifier.breaches,
    }


class Killer:
    """Kills one target after the other. After each kill, it proves that the data is whole, with all files."""

    def __init__(self, targets: dict[str, Callable[[], None]], verifier: Verifier) -> None:
        self.targets, self.verifier = targets, verifier
        self.kills: Counter[str] = Counter()
        self.seconds = 0.0

    def kill(self, plan: Plan) -> None:
        names = [name for name in self.targets if name in (plan.kill or self.targets)]
        began = time.monotonic()
        for round_ in range(plan.rounds):
            if time.monotonic() - began > 60 * plan.minutes:
                break
            pause = random.uniform(*CALM_SECONDS)
            if plan.seconds is not None:
                pause = began + plan.seconds * (round_ + random.random()) / plan.rounds - time.monotonic()
            time.sleep(max(0.0, pause))
            name = names[round_ % len(names)]
            self.targets[name]()
            self.kills[name] += 1
            self.verifier.verify()
            print(f"\r{round_ + 1} of {plan.rounds}", end="", file=sys.stderr, flush=True)
        if plan.seconds is not None:
            time.sleep(max(0.0, began + plan.seconds - time.monotonic()))
        self.seconds = time.monotonic() - began
        print(file=sys.stderr)


def _wait_for_schedules(database: Database) -> dict[str, int]:
    """Return how the schedules ended, once none waits."""
    # On a busy machine, the jobs that come before them take their time.
    ends = time.monotonic() + 10 * PATIENCE_SECONDS
    counts: dict[str, int] = database.inside("schedules", "count")
    while counts["waiting"] and time.monotonic() < ends:
        time.sleep(1)
        counts = database.inside("schedules", "count")
    return counts


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
    feed, webhook, schedules = row["feed"], row["webhook"], row["schedules"]
    # A webhook gets each event at least once.
    told = [*feed.values(), *(count for name, count in webhook.items() if name != "doubled")]
    ended = [count for name, count in schedules.items() if name != "all"]
    return not any((row["lost"], row["doubled"], row["breaches"], *told, *ended))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kills for each database")
    parser.add_argument("--seconds", type=int, help="spread the kills over so many seconds")
    parser.add_argument("--minutes", type=float, default=math.inf, help="kill nothing more after so many minutes")
    parser.add_argument("--kill", nargs="+", default=(), metavar="PART", help="only these: worker, job worker, server")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="only this one")
    options = parser.parse_args()
    plan = Plan(rounds=options.rounds, kill=options.kill, seconds=options.seconds, minutes=options.minutes)
    rows = []
    for kind in [options.database] if options.database else ["sqlite", "postgres"]:
        with sides(kind) as side:
            rows.append(run(side, plan))
        print(json.dumps(rows[-1], indent=2))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2))
    if not all(map(_is_sound, rows)):
        sys.exit("Something was lost, doubled or out of order.")


if __name__ == "__main__":
    main()
