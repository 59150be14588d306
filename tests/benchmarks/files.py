"""A page of the files of a project that has 100,000, beside the same page of a project that has 100."""

import statistics
from contextlib import ExitStack
from typing import Any

from tests.benchmarks.databases import PROJECT, Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of
from tests.benchmarks.load import Driver, Step
from tests.benchmarks.server import serving
from tests.benchmarks.wire import request

PART = "files"
FEW, MANY = 100, 100_000
FLAT = Bound(at_most=1.2)
MILLISECONDS = 1000
# How often the pages take turns in a round. A burst of other work on the machine then falls on all of them.
TURNS, REQUESTS = 10, 10
FIRST, DEEP = "first page", "deep page"
PAGES = ((FEW, FIRST), (MANY, FIRST), (MANY, DEEP))
# The size of the list, and the page.
Page = tuple[int, str]


def measure(made: Databases, *, driver: Driver, rounds: int) -> list[Figure]:
    times: dict[Page, list[float]] = {page: [] for page in PAGES}
    with ExitStack() as stack:
        ports, scripts = {}, {}
        for size in (FEW, MANY):
            database = made.fresh()
            seed: dict[str, Any] = database.inside("files", str(size))
            ports[size] = stack.enter_context(serving(database, workers=1)).port
            scripts[size, FIRST] = _script(seed["token"])
            scripts[size, DEEP] = _script(seed["token"], cursor=seed["cursor"])
        # The first round warms up.
        for round_ in range(-1, rounds):
            taken: dict[Page, list[float]] = {page: [] for page in PAGES}
            for turn in range(TURNS):
                for page in PAGES if turn % 2 else reversed(PAGES):
                    taken[page] += driver.drive(port=ports[page[0]], scripts=[scripts[page]]).times
            if round_ >= 0:
                for page, found in times.items():
                    # Not the mean, which one page that the machine interrupted can double.
                    found.append(statistics.median(taken[page]))
    return [_figure(page, times, database=made.kind) for page in PAGES if page[0] == MANY]


def _figure(page: Page, times: dict[Page, list[float]], *, database: str) -> Figure:
    few = times[FEW, FIRST]
    return Figure(
        part=PART,
        database=database,
        name=f"{page[1]} of {page[0]:,} files",
        unit="ms",
        values=[seconds * MILLISECONDS for seconds in times[page]],
        ratios=[Ratio(f"{FEW} files", ratios_of(times[page], few), FLAT)],
    )


def _script(token: str, *, cursor: str = "") -> list[Step]:
    path = f"/api/v1/files?project={PROJECT}" + (f"&cursor={cursor}" if cursor else "")
    return [Step(request("GET", path, token=token))] * REQUESTS
