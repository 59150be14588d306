"""`make trial-mail`: requests that send mail, beside a mail server that refuses, and one that never answers.

No request may fail or wait, and no schedule either. The same requests beside a mail server that works are the measure.
Prints a table.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.databases import POSTGRES, PROJECT, SQLITE, Database, Databases, databases
from tests.benchmarks.wire import Answer, request
from tests.mail_servers import black_hole, refusing, taking_letters
from tests.trials.desk import Stranger
from tests.trials.people import PASSWORD, make_personal_token
from tests.trials.server import KillableServer

PEOPLE = 30
REQUESTS = 20
# Half of what the server waits for a mail server.
LONG_SECONDS = 5.0
SOON = timedelta(seconds=1)
PATIENCE_SECONDS = 120
SERVERS: dict[str, Callable[[], AbstractContextManager[int]]] = {
    "works": taking_letters,
    "refuses": refusing,
    "never answers": black_hole,
}
# What a call takes: a number that no other call has.
Call = Callable[[int], Answer]


def run(made: Databases) -> dict[str, Any]:
    """Return the row of the table."""
    database = made.fresh()
    # Pages name them.
    database.manage("collectstatic", "--noinput", "-v0")
    people = database.inside("people", str(PEOPLE))
    token = make_personal_token(database)
    return {
        "database": made.kind,
        "servers": {name: _run_beside(name, database, people, token) for name in SERVERS},
    }


def _run_beside(name: str, database: Database, people: dict[str, Any], token: str) -> dict[str, Any]:
    with ExitStack() as stack:
        port = stack.enter_context(SERVERS[name]())
        server = KillableServer(database, EMAIL_URL=f"smtp://127.0.0.1:{port}")
        server.start()
        stack.callback(server.end)
        stranger = Stranger(server.port)
        calls = _calls(stranger, people, token, server=name)
        times: dict[str, list[float]] = {kind: [] for kind in calls}
        failures: list[str] = []
        for number in range(REQUESTS):
            for kind, call in calls.items():
                answer = call(number)
                times[kind].append(stranger.seconds)
                if answer.status >= 400:
                    failures.append(f"{kind}: {answer.status} {answer.body[:200]!r}")
        late = _lateness_of_schedule(stranger, people["document"], token)
    return {
        "requests": sum(map(len, times.values())),
        "failed": len(failures),
        "failures": failures[:3],
        "waited": sum(seconds > LONG_SECONDS for each in times.values() for seconds in each),
        "longest seconds": round(max(max(each) for each in times.values()), 2),
        "median ms": {kind: round(1000 * statistics.median(each), 1) for kind, each in times.items()},
        "seconds that a schedule was late": round(late, 1),
    }


def _calls(stranger: Stranger, people: dict[str, Any], token: str, *, server: str) -> dict[str, Call]:
    names, path = people["people"], f"/api/v1/documents/{people['document']}"

    def person(number: int) -> str:
        return str(names[number % len(names)])

    def invite(number: int) -> Answer:
        body = {"project": PROJECT, "email": f"{server.replace(' ', '-')}-{number}@example.net", "role": "viewer"}
        return stranger.send(request("POST", "/api/v1/invitations", token=token, body=body))

    def reset(number: int) -> Answer:
        return stranger.post("/password/", email=f"{person(number)}@example.org")

    def publish(number: int) -> Answer:
        stranger.send(request("POST", f"{path}/draft", token=token, body={}))
        return stranger.send(request("POST", f"{path}/draft/publish", token=token, body={}))

    def sign_in(number: int) -> Answer:
        return stranger.post("/sign-in/", username=person(number), password=PASSWORD)

    return {"invitation": invite, "reset": reset, "publication with watchers": publish, "sign-in": sign_in}


def _lateness_of_schedule(stranger: Stranger, document: str, token: str) -> float:
    """Schedule a promotion while all the letters wait, and return how many seconds after its moment it was run."""
    path = f"/api/v1/documents/{document}"
    current = stranger.send(request("GET", f"{path}/versions/current", token=token)).json()["data"]["version"]["id"]
    moment = datetime.now(UTC) + SOON
    body = {"action": "promote", "target": {"version": current}, "at": moment.isoformat()}
    made = stranger.send(request("POST", "/api/v1/schedules", token=token, body=body)).json()
    sent = request("GET", f"/api/v1/schedules/{made['data']['schedule']['id']}", token=token)
    while (datetime.now(UTC) - moment).total_seconds() < PATIENCE_SECONDS:
        if stranger.send(sent).json()["data"]["schedule"]["state"] != "waiting":
            break
        time.sleep(0.1)
    return max(0.0, (datetime.now(UTC) - moment).total_seconds())


def _is_sound(row: dict[str, Any]) -> bool:
    return not any(
        each["failed"] or each["waited"] or each["seconds that a schedule was late"] > LONG_SECONDS
        for each in row["servers"].values()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), help="only this one")
    options = parser.parse_args()
    rows = []
    for kind in [options.database] if options.database else [SQLITE, POSTGRES]:
        with databases(kind) as made:
            rows.append(run(made))
        print(json.dumps(rows[-1], indent=2))
    if not all(map(_is_sound, rows)):
        sys.exit("A request or a schedule failed or waited, because of a mail server.")


if __name__ == "__main__":
    main()
