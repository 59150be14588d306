"""A page of the change feed in the middle of many events, beside the same page of few."""

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from tests.benchmarks.databases import Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of
from tests.benchmarks.load import Driver, Step
from tests.benchmarks.server import serving
from tests.benchmarks.wire import request

PART = "feed"
FEW = 10_000
PAGE = 100
FLAT = Bound(at_most=1.3)
MILLISECONDS = 1000
# How often the two take turns in a round. A burst of other work on the machine then falls on both.
TURNS = 10


def measure(made: Databases, *, driver: Driver, rounds: int, events: int) -> list[Figure]:
    times: dict[int, list[float]] = {FEW: [], events: []}
    with ExitStack() as stack:
        ports, scripts = {}, {}
        for size in times:
            database = made.fresh()
            seed: dict[str, Any] = database.inside("events", str(size))
            ports[size] = stack.enter_context(serving(database, workers=1)).port
            scripts[size] = _script(seed["token"], seed["cursors"])
        # The first round warms up.
        for round_ in range(-1, rounds):
            taken: dict[int, list[float]] = {size: [] for size in times}
            for turn in range(TURNS):
                for size in sorted(times, reverse=turn % 2 == 1):
                    taken[size] += driver.drive(port=ports[size], scripts=[scripts[size]]).times
            if round_ >= 0:
                for size, found in times.items():
                    # Not the mean, which one page that the machine interrupted can double.
                    found.append(statistics.median(taken[size]))
    return [
        Figure(
            part=PART,
            database=made.kind,
            name=f"page of {PAGE} changes, {events:,} events",
            unit="ms",
            values=[seconds * MILLISECONDS for seconds in times[events]],
            ratios=[Ratio(f"{FEW:,} events", ratios_of(times[events], times[FEW]), FLAT)],
        )
    ]


def _script(token: str, cursors: Sequence[str]) -> list[Step]:
    # Near the end of few events a page is shorter than near the end of many, so only the first half is read.
    first = cursors[: len(cursors) // 2]
    return [Step(request("GET", f"/api/v1/changes?limit={PAGE}&since={cursor}", token=token)) for cursor in first]
