"""A publication in a project with many webhooks and watchers, beside the same one in a project without."""

import statistics
from contextlib import ExitStack
from typing import Any

from tests.benchmarks import sides
from tests.benchmarks.databases import Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of, single
from tests.benchmarks.load import Driver
from tests.benchmarks.server import serving
from tests.benchmarks.sides import Side

PART = "audience"
NOBODY, MANY = "nobody", "many"
# Webhooks and watchers.
AUDIENCES = {NOBODY: (0, 0), MANY: (50, 500)}
MORE_STATEMENTS = Bound(at_most=2)
CALLS = 5
# How often the two take turns in a round.
TURNS = 6
MILLISECONDS = 1000


def measure(made: Databases, *, driver: Driver, rounds: int) -> list[Figure]:
    times: dict[str, list[float]] = {name: [] for name in AUDIENCES}
    with ExitStack() as stack:
        known, statements = {}, {}
        for name, audience in AUDIENCES.items():
            database = made.fresh()
            seed: dict[str, Any] = database.inside("audience", *map(str, audience))
            statements[name] = seed["statements"]
            # The worker would send the webhooks and notices beside the requests. Only these are measured.
            server = stack.enter_context(serving(database, workers=1, JOB_WORKER="false"))
            known[name] = Side(name, server, "/api/v1", seed["token"], [seed["document"]])
        for round_ in range(-1, rounds):
            taken: dict[str, list[float]] = {name: [] for name in known}
            for turn in range(TURNS):
                for name in sorted(known, reverse=turn % 2 == 1):
                    scripts = sides.scripts(sides.publish, side=known[name], clients=1, calls=CALLS)
                    taken[name] += driver.drive(port=known[name].server.port, scripts=scripts).times
            if round_ >= 0:
                for name, found in times.items():
                    found.append(statistics.median(taken[name]) * MILLISECONDS)
    webhooks, watchers = AUDIENCES[MANY]
    name = f"publication with {webhooks} webhooks and {watchers} watchers"
    more = [many - nobody for many, nobody in zip(times[MANY], times[NOBODY], strict=True)]
    return [
        Figure(
            part=PART,
            database=made.kind,
            name=name,
            unit="ms",
            values=times[MANY],
            ratios=[Ratio("without them", ratios_of(times[MANY], times[NOBODY]))],
        ),
        Figure(part=PART, database=made.kind, name=f"{name}, more than without", unit="ms", values=more),
        single(
            PART,
            made.kind,
            f"statements of a {name}, more than without",
            "",
            statements[MANY] - statements[NOBODY],
            bound=MORE_STATEMENTS,
        ),
    ]
