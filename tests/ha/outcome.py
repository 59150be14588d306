"""What became of what was entrusted to the server."""

import hashlib
import time
from collections import Counter
from typing import Any

from tests.benchmarks.databases import Database
from tests.benchmarks.wire import Connection, request
from tests.ha.people import Entrusted, Follower

PATIENCE_SECONDS = 60


def settled(database: Database) -> dict[str, Any]:
    """Return the outcome when no job is left, or after PATIENCE_SECONDS."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        outcome: dict[str, Any] = database.inside("entrusted", "outcome")
        if not outcome["unfinished"] or time.monotonic() > ends:
            return outcome


def compare_entrusted(entrusted: Entrusted, outcome: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return a sentence for everything that is missing, and for everything that happened twice."""
    lost = [f"import {key}: {outcome['transfers'].get(key)}" for key in entrusted.imports
            if outcome["transfers"].get(key, ["gone"])[0] != "done"]  # fmt: skip
    doubled = []
    for title in entrusted.titles:
        lost += [f"{title} is missing"] * (outcome["titles"].get(title, 0) < 1)
        doubled += [f"{title} is there twice"] * (outcome["titles"].get(title, 0) > 1)
    for key in entrusted.schedules:
        state, problem, publications = outcome["schedules"].get(key, ["gone", "", 0])
        lost += [f"schedule {key}: {state} {problem}"] * (state != "done" or publications < 1)
        doubled += [f"schedule {key} ran twice"] * (publications > 1)
    doubled += [f"the file {name} is there twice" for name, count in outcome["files"].items() if count > 1]
    return lost, doubled


def lost_files(entrusted: Entrusted, *, host: str, token: str) -> list[str]:
    connection = Connection(80, host=host)
    lost = []
    for url, digest in entrusted.files.items():
        answer = connection.exchange(request("GET", url, token=token))
        if answer.status != 200 or hashlib.sha256(answer.body).hexdigest() != digest:
            lost.append(f"{url}: {answer.status}")
    return lost


def compare_followed(follower: Follower, *, database: Database) -> Counter[str]:
    """Count what the follower missed or was told twice since the last fault."""
    stored = [(key, document) for key, _, document in database.inside("event_rows")]
    return follower.compare(stored, seconds=PATIENCE_SECONDS)
