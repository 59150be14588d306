"""Pages of the files of a project that has 100,000, beside the same pages of a project that has 100."""

import statistics
from contextlib import ExitStack
from typing import Any

from tests.benchmarks.databases import Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of
from tests.benchmarks.load import Driver, Step
from tests.benchmarks.server import serving
from tests.benchmarks.wire import request

PART = "files"
FEW, MANY = 100, 100_000
FLAT = Bound(at_most=1.2)
MILLISECONDS = 1000
# How often the pages take turns in a round. A burst of other work on the machine then falls on all of them.
TURNS, REQUESTS = 5, 10
# The name of the page, and the size of the list.
Page = tuple[str, int]


def measure(made: Databases, *, driver: Driver, rounds: int) -> list[Figure]:
    with ExitStack() as stack:
        ports, scripts = {}, dict[Page, list[Step]]()
        for size in (FEW, MANY):
            database = made.fresh()
            # The page of the desk needs them.
            database.manage("collectstatic", "--noinput", "-v0")
            seed: dict[str, Any] = database.inside("files", str(size))
            ports[size] = stack.enter_context(serving(database, workers=1)).port
            for name, (token, path) in seed["paths"].items():
                scripts[name, size] = _script(path, token=token)
            for name, (cookie, path) in seed["desk"].items():
                scripts[name, size] = _script(path, cookie=cookie)
        times: dict[Page, list[float]] = {page: [] for page in scripts}
        # The first round warms up.
        for round_ in range(-1, rounds):
            taken: dict[Page, list[float]] = {page: [] for page in scripts}
            for turn in range(TURNS):
                for page in scripts if turn % 2 else reversed(scripts):
                    taken[page] += driver.drive(port=ports[page[1]], scripts=[scripts[page]]).times
            if round_ >= 0:
                for page, found in times.items():
                    # Not the mean, which one page that the machine interrupted can double.
                    found.append(statistics.median(taken[page]))
    return [_figure(name, times, database=made.kind) for name, size in times if size == MANY]


def _figure(name: str, times: dict[Page, list[float]], *, database: str) -> Figure:
    many, few = times[name, MANY], times["first page" if name == "deep page" else name, FEW]
    return Figure(
        part=PART,
        database=database,
        name=f"{name} of {MANY:,} files",
        unit="ms",
        values=[seconds * MILLISECONDS for seconds in many],
        ratios=[Ratio(f"{FEW} files", ratios_of(many, few), FLAT)],
    )


def _script(path: str, *, token: str = "", cookie: str = "") -> list[Step]:
    return [Step(request("GET", path, token=token, cookie=cookie))] * REQUESTS
