"""`make trial-webhooks`: webhooks to receivers that fail, while the server and the worker are killed.

The clock of the server runs through days in minutes. Every receiver that comes back must accept each event, in the
order of its document, under one id. A receiver that fails for three days is disabled, and nothing is sent to it or to
one that a person disabled. One of those comes back, is enabled, and gets everything by a replay. Prints a table.
"""

import argparse
import json
import random
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import POSTGRES, PROJECT, SQLITE, Database, Databases, databases
from tests.benchmarks.server import make_token
from tests.benchmarks.wire import Answer, Connection, request
from tests.trials.followers import Told, event_of
from tests.trials.receivers import Target, Targets, targets
from tests.trials.server import PATIENCE_SECONDS, KillableServer
from tests.trials.writers import Ledger, Writer

WRITERS = 2
PAUSE_SECONDS = 0.5
EVENTS = ("version.published", "version.promoted")
HOUR, DAY = 3600.0, 86_400.0
LAST = 3.5 * DAY
# A request that was begun before the webhook was disabled may still end.
GRACE_SECONDS = 1.0
SETTLE_SECONDS = 3
# Those that fail without a break are disabled three days after its first failure.
MOST_SETTLING = 4 * DAY


class Clock:
    """The file from which the server reads how far its clock is ahead."""

    def __init__(self, file: Path) -> None:
        self.file, self.ahead = file, 0.0
        self.advance(0)

    def advance(self, seconds: float) -> None:
        self.ahead += seconds
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.ahead))
        fresh.rename(self.file)


class SlowWriter(Writer):
    """Writes little, so that the receivers keep up."""

    def _save(self, work: Any) -> None:
        time.sleep(PAUSE_SECONDS)
        super()._save(work)


class Hooks:
    """The webhooks of the project, through the API. Calls are repeated until there is an answer."""

    def __init__(self, *, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.keys: dict[str, str] = {}

    def create(self, target: Target) -> None:
        body = {"project": PROJECT, "url": target.url, "events": list(EVENTS)}
        self.keys[target.name] = self._ask("POST", "webhooks", body).json()["data"]["webhook"]["id"]

    def disable(self, target: Target) -> float:
        """Return when the answer came."""
        self._ask("PATCH", f"webhooks/{self.keys[target.name]}", {"status": "disabled"})
        return time.monotonic()

    def is_disabled(self, target: Target) -> bool:
        answer = self._ask("GET", f"webhooks/{self.keys[target.name]}")
        return bool(answer.json()["data"]["webhook"]["status"] == "disabled")

    def disabled_since(self, target: Target) -> str:
        """Return when the webhook was disabled, as the change feed says."""
        query = "limit=100"
        while True:
            page = self._ask("GET", f"changes?{query}").json()["data"]
            for change in page["changes"]:
                if change["type"] == "webhook.disabled" and change["data"]["webhook"] == self.keys[target.name]:
                    return str(change["occurred_at"])
            query = f"limit=100&since={page['next_cursor']}"

    def bring_back(self, target: Target) -> int:
        """Enable the webhook and replay all that it missed. Return how many deliveries were queued."""
        path, since = f"webhooks/{self.keys[target.name]}", self.disabled_since(target)
        self._ask("PATCH", path, {"status": "enabled"})
        # What failed comes first. It is older than what happened while the webhook was disabled.
        answers = [self._ask("POST", f"{path}/replay", body) for body in ({"failed": True}, {"since": since})]
        return sum(int(answer.json()["data"]["count"]) for answer in answers)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            try:
                connection = Connection(self.port)
                answer = connection.exchange(request(method, f"/api/v1/{path}", token=self.token, body=body))
                connection.close()
            except OSError:
                time.sleep(PAUSE_SECONDS)
                continue
            if answer.status < 300:
                return answer
            if answer.status < 500:
                raise RuntimeError(f"{method} {path}: {answer.status} {answer.body!r}")
        raise RuntimeError("The server did not answer.")


def run(made: Databases, *, kills: int, seconds: float) -> dict[str, Any]:
    """Return the row of the table."""
    database = made.fresh()
    documents = database.inside("seed", "documents", str(WRITERS))
    token, ledger, stop = make_token(database), Ledger(), threading.Event()
    clock = Clock(database.folder / "clock")
    server = KillableServer(
        database,
        workers=1,
        DJANGO_SETTINGS_MODULE="tests.trials.shifted_settings",
        CLOCK_FILE=str(clock.file),
        UPKEEP="false",
    )
    server.start()
    with ExitStack() as stack:
        stack.callback(server.end)
        receivers = stack.enter_context(targets())
        hooks = Hooks(port=server.port, token=token)
        for target in receivers.all:
            hooks.create(target)
        writers = [
            SlowWriter(port=server.port, token=token, document=document["id"], ledger=ledger, stop=stop)
            for document in documents[:WRITERS]
        ]
        for writer in writers:
            writer.start()
        disabled_at = _pass_days(server, clock, receivers, hooks, kills=kills, seconds=seconds)
        stop.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        server.wait_until_it_answers()
        events = _events(database)
        _settle(clock, receivers.faulty, receivers, hooks, count=len(events))
        ended = [hooks.is_disabled(target) for target in (receivers.dead, receivers.down)]
        receivers.come_up()
        replayed = hooks.bring_back(receivers.down)
        _settle(clock, [receivers.down], receivers, hooks, count=len(events))
        dead_at = len(receivers.dead.arrived)
        # More events, after both are disabled.
        _settle_writes(server, token, documents[0]["id"], ledger)
        time.sleep(10)
    return {
        "database": made.kind,
        "kills": kills,
        "days": round(clock.ahead / DAY, 1),
        "events": len(events),
        "receivers": {target.name: _row(target, events) for target in (*receivers.faulty, receivers.down)},
        "requests that followed a redirect": len(receivers.trap.arrived),
        "disabled after three days": all(ended),
        "replayed to the one that came back": replayed,
        "requests after that": len(receivers.dead.arrived) - dead_at,
        "requests after a person disabled it": sum(
            at > disabled_at + GRACE_SECONDS for at, _ in receivers.disabled.arrived
        ),
    }


def _pass_days(
    server: KillableServer, clock: Clock, receivers: Targets, hooks: Hooks, *, kills: int, seconds: float
) -> float:
    """Let the days pass, and kill the server and the worker in turn. Return when the one webhook was disabled."""
    disabled_at = None
    step = LAST / max(1, kills)
    for round_ in range(kills):
        time.sleep(seconds / kills * random.uniform(0.5, 1.5))
        clock.advance(step)
        (server.kill, server.kill_job_worker)[round_ % 2]()
        if disabled_at is None and round_ >= kills // 3:
            disabled_at = hooks.disable(receivers.disabled)
        print(f"\r{round_ + 1} of {kills}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return disabled_at or hooks.disable(receivers.disabled)


def _events(database: Database) -> list[tuple[int, str | None]]:
    """Return the events that the webhooks asked for, since the last one was created."""
    rows = database.inside("event_rows")
    since = max(key for key, verb, _ in rows if verb == "webhook.created")
    return [(key, document) for key, verb, document in rows if verb in EVENTS and key > since]


def _settle(clock: Clock, waiting: list[Target], receivers: Targets, hooks: Hooks, *, count: int) -> None:
    """Wait until each of these receivers accepted all events, and those that never answer are disabled.

    The clock moves only while nothing arrives. Otherwise a busy machine would let days pass between two attempts.
    """
    silent = [target for target in (receivers.dead, receivers.down) if target not in waiting]
    arrived, ends = -1, clock.ahead + MOST_SETTLING
    while clock.ahead < ends:
        found = [len({event_of(each) for each in tuple(target.accepted)}) for target in waiting]
        if min(found) >= count and all(map(hooks.is_disabled, silent)):
            break
        in_all = sum(len(target.arrived) for target in receivers.all)
        if in_all == arrived:
            clock.advance(HOUR)
        arrived = in_all
        time.sleep(SETTLE_SECONDS)


def _settle_writes(server: KillableServer, token: str, document: str, ledger: Ledger) -> None:
    """Publish once more."""
    stop = threading.Event()
    writer = SlowWriter(port=server.port, token=token, document=document, ledger=ledger, stop=stop)
    before = ledger.counts["promotions"]
    writer.start()
    while ledger.counts["promotions"] == before:
        time.sleep(PAUSE_SECONDS)
    stop.set()
    writer.join(PATIENCE_SECONDS)


def _row(target: Target, events: list[tuple[int, str | None]]) -> dict[str, int]:
    """Count what is wrong with what the receiver accepted, and the ids of all attempts."""
    known = {key for key, _ in events}
    accepted = [event for event in map(event_of, target.accepted) if event[0] in known]
    told = Told(accepted).compare(events)
    ids: dict[int, set[str]] = {}
    for _, received in target.arrived:
        ids.setdefault(event_of(received)[0], set()).add(received.id)
    return {
        "attempts": len(target.arrived),
        "missed": told["missed"],
        "accepted more than once": told["doubled"],
        "disordered": told["disordered"],
        "unstable ids": sum(len(found) > 1 for found in ids.values()),
    }


def _is_sound(row: dict[str, Any]) -> bool:
    zero = ("requests that followed a redirect", "requests after that", "requests after a person disabled it")
    faults = [each[name] for each in row["receivers"].values() for name in ("missed", "disordered", "unstable ids")]
    return row["disabled after three days"] and not any((*faults, *(row[name] for name in zero)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=90, help="over which the kills are spread")
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), help="only this one")
    options = parser.parse_args()
    rows = []
    for kind in [options.database] if options.database else [SQLITE, POSTGRES]:
        with databases(kind) as made:
            rows.append(run(made, kills=options.kills, seconds=options.seconds))
        print(json.dumps(rows[-1], indent=2))
    if not all(map(_is_sound, rows)):
        sys.exit("A webhook missed an event, or got one that it should not have got.")


if __name__ == "__main__":
    main()
