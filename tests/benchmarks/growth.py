"""What a call costs as histories and the number of documents grow: the curve, and how steep it is.

`steepness` is the exponent e of the best fit time ~ n^e: 0 is flat, 1 is linear. A curve is no steeper than log n where
no size takes longer, beside the smallest, than the logarithms of the two sizes stand to each other.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from tests.benchmarks import sides
from tests.benchmarks.databases import Database, Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of, single, spread
from tests.benchmarks.load import Driver
from tests.benchmarks.searches import BUDGETS, GROWN, SEARCHES
from tests.benchmarks.server import make_token, serving
from tests.benchmarks.sides import Call, Side

PART = "growth"
CALLS = 16
WARMING_CALLS = 8
DOCUMENTS = (100, 10_000, 100_000)
FLAT = Bound(at_most=1.2)
MILLISECONDS = 1000
NAMES: dict[str, Call] = {
    "fork": sides.fork,
    "save 20 KB": sides.save,
    "publish and promote": sides.publish,
    "read current": sides.read_current,
    "read version 1": sides.read_number(1),
    "list 25 versions": sides.first_page,
    "compare 20 KB": sides.compare,
}
# By call, by size: seconds a call, one value a round.
Curves = dict[str, dict[int, list[float]]]


def by_versions(database: Database, *, driver: Driver, rounds: int) -> tuple[Curves, list[Figure]]:
    """Return histories of 10 to 100,000 versions in one database."""
    seeds, token = database.inside("seed", "growth"), make_token(database)
    with serving(database, workers=1) as server:
        known = {int(size): Side("product", server, "/api/v1", token, documents) for size, documents in seeds.items()}
        curves = _curves(known, driver=driver, rounds=rounds, calls=NAMES)
    return curves, _figures(curves, of="versions", database=database.kind, bound=None)


def by_documents(made: Databases, *, driver: Driver, rounds: int) -> tuple[Curves, list[Figure]]:
    """Return a database for each number of documents, all served at once, so that their rounds can take turns."""
    with ExitStack() as stack:
        known, queries = {}, {}
        for size in DOCUMENTS:
            database = made.fresh()
            # The desk needs them.
            database.manage("collectstatic", "--noinput", "-v0")
            documents, token = database.inside("seed", "documents", str(size)), make_token(database)
            server = stack.enter_context(serving(database, workers=1))
            known[size] = Side("product", server, "/api/v1", token, documents)
            queries[size] = database.inside("queries", token, documents[0]["id"], documents[0]["draft"])
        calls = {**NAMES, "list 25 documents": sides.documents}
        curves = _curves(known, driver=driver, rounds=rounds, calls=calls)
        searches = _curves(known, driver=driver, rounds=rounds, calls=SEARCHES)
    found = _figures(curves, of="documents", database=made.kind, bound=FLAT)
    found += _figures(searches, of="documents", database=made.kind, bound=GROWN, budgets=BUDGETS)
    return curves | searches, found + _queries(queries, database=made.kind)


def _queries(counts: dict[int, dict[str, int]], *, database: str) -> list[Figure]:
    least, most = counts[min(counts)], counts[max(counts)]
    return [
        single(
            PART,
            database,
            f"statements of {name}, {max(counts):,} documents",
            "",
            most[name],
            ratios=[Ratio(f"{min(counts):,} documents", [most[name] / least[name]], FLAT)],
        )
        for name in most
    ]


def _curves(known: dict[int, Side], *, driver: Driver, rounds: int, calls: dict[str, Call]) -> Curves:
    curves: Curves = {name: {size: [] for size in known} for name in calls}
    for turn in range(-1, rounds):
        for name, call in calls.items():
            for size, side in known.items():
                repeated = max(1, (CALLS if turn >= 0 else WARMING_CALLS) // len(side.documents))
                scripts = sides.scripts(call, side=side, clients=len(side.documents), calls=repeated)
                # One client, that goes from document to document.
                one_after_another = [[step for script in scripts for step in script]]
                timing = driver.drive(port=side.server.port, scripts=one_after_another)
                if turn >= 0:
                    curves[name][size].append(1 / timing.rate)
    return curves


def steepness(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return the exponent of the power of n that fits best."""
    across, up = [math.log(size) for size in sizes], [math.log(seconds) for seconds in times]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return slope / sum((x - middle) ** 2 for x in across)


def _figures(
    curves: Curves, *, of: str, database: str, bound: Bound | None, budgets: Mapping[str, Bound] | None = None
) -> list[Figure]:
    found = []
    for name, curve in curves.items():
        sizes = sorted(curve)
        medians = [spread(curve[size]).median for size in sizes]
        log = math.log(sizes[-1]) / math.log(sizes[0])
        ratios = ratios_of(curve[sizes[-1]], curve[sizes[0]])
        found.append(
            Figure(
                part=PART,
                database=database,
                name=f"{name}, {sizes[-1]:,} {of}",
                unit="ms",
                values=[seconds * MILLISECONDS for seconds in curve[sizes[-1]]],
                ratios=[Ratio(f"{sizes[0]:,} {of}", ratios, bound or Bound(at_most=round(log, 2)))],
                bound=(budgets or {}).get(name),
                details={"steepness": steepness(sizes, medians)},
            )
        )
    return found
