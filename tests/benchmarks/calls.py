"""Calls over HTTP through the production server, beside two floors: bare views that do the least SQL of each call.

A ratio is the product's requests a second, divided by the floor's in the same round; "CPU" is the same by what the
workers computed for a request (with publishing, for the fork and the save before it too), which a busy machine disturbs
least. The floors' server has no middleware at all; the floor looks a bearer token up, the bare floor asks nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from tests.benchmarks import cold, sides
from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Bound, Figure, Ratio, percentile, ratios_of
from tests.benchmarks.load import Driver, Script, Step, Timing
from tests.benchmarks.server import FLOOR, make_token, serving
from tests.benchmarks.sides import Call, Side

PART, FLATNESS = "calls", "flatness"
# Requests of each client and round, by the number of clients.
CALLS = {1: 30, 8: 6}
WARMING_CALLS = 4
FLOORS = {"token": "floor", "bare": "bare floor"}
MILLISECONDS = 1000


# By call, number of clients, and side: one a round.
Timings = dict[tuple[str, int, str], list[Timing]]


@dataclass(frozen=True)
class Row:
    """A call as each side takes it. `slower`: so many times fewer calls are made."""

    name: str
    calls: dict[str, Call]
    bounds: dict[str, Bound]
    slower: int = 1


def measure(database: Database, *, driver: Driver, rounds: int, workers: int, notes: list[str]) -> list[Figure]:
    seeds = database.inside("seed", "calls")
    unread = database.inside("seed", "unread", str(rounds * sum(clients * calls for clients, calls in CALLS.items())))
    with _sides(database, seeds=seeds, workers=workers) as known:
        rows = _rows(known, seeds=seeds, notes=notes, database=database)
        rows.append(_row(cold.NAME, cold.Unread(unread), bounds={"token": cold.bound(database)}))
        _warm(known, driver=driver)
        timings: Timings = {}
        for turn in range(rounds):
            for row in rows:
                for clients, calls in CALLS.items():
                    for name in _in_turn(list(row.calls), turn):
                        scripts = sides.scripts(
                            row.calls[name], side=known[name], clients=clients, calls=max(3, calls // row.slower)
                        )
                        timing = _timed(driver, known[name], scripts)
                        timings.setdefault((row.name, clients, name), []).append(timing)
    found = [_figure(row, clients=clients, timings=timings, database=database) for row in rows for clients in CALLS]
    return found + _flatness(timings, database=database)


@contextmanager
def _sides(database: Database, *, seeds: dict[str, Any], workers: int) -> Iterator[dict[str, Side]]:
    token, documents = make_token(database), seeds["sides"]
    with (
        serving(database, workers=workers) as product,
        serving(database, settings=FLOOR, workers=workers) as floor,
    ):
        yield {
            "product": Side("product", product, "/api/v1", token, documents["product"]),
            "token": Side("token", floor, "/token", token, documents["token"]),
            "bare": Side("bare", floor, "/bare", None, documents["bare"]),
        }


def _timed(driver: Driver, side: Side, scripts: Sequence[Script]) -> Timing:
    before = side.server.cpu_seconds()
    timing = driver.drive(port=side.server.port, scripts=scripts)
    calls = sum(len(script) for script in scripts)
    timing.cpu = (side.server.cpu_seconds() - before) / calls
    return timing


def _warm(known: dict[str, Side], *, driver: Driver) -> None:
    """Every thread of every worker opens its connection and imports what it needs."""
    for side in known.values():
        for call in (sides.read_current, sides.fork, sides.save, sides.publish, sides.publish_changed):
            scripts = sides.scripts(call, side=side, clients=len(side.documents), calls=WARMING_CALLS)
            driver.drive(port=side.server.port, scripts=scripts)


def _in_turn(names: list[str], turn: int) -> list[str]:
    """Return the sides, beginning with another one in each round."""
    at = turn % len(names)
    return names[at:] + names[:at]


def _rows(known: dict[str, Side], *, seeds: dict[str, Any], notes: list[str], database: Database) -> list[Row]:
    both = {"token": Bound(at_least=0.75), "bare": Bound(at_least=0.5)}
    rows = [
        _row("fork", sides.fork, bounds=both),
        _row("save 20 KB", sides.save, bounds={"token": Bound(at_least=0.75)}),
        _row("publish and promote", sides.publish, bounds={"token": Bound(at_least=0.65)}),
        _row("publish and promote, text changed", sides.publish_changed, bounds={"token": Bound(at_least=0.65)}),
        _row("read current", sides.read_current, bounds=both),
        *_not_modified(known, notes=notes, database=database),
    ]
    for size, document in seeds["lists"].items():
        named = f"list 25 of {int(size):,}"
        rows.append(_row(f"{named}, first page", _of(sides.first_page, document)))
        rows.append(Row(name=f"{named}, deep page", calls=_deep_page(document), bounds={}))
    first = sides.read_number(1)
    ten_thousand = {"product": _of(first, seeds["lists"]["10000"]), "token": first, "bare": first}
    rows.append(Row(name="read version 1 of 10,000", calls=ten_thousand, bounds=both))
    rows.append(_row("compare 20 KB", sides.compare))
    long = {
        "product": _of(sides.compare, {"id": seeds["long"]["product"]}),
        **dict.fromkeys(FLOORS, _of(sides.compare, {"id": seeds["long"]["floor"]})),
    }
    rows.append(Row(name="compare 200 KB", calls=long, bounds={}, slower=4))
    for size, document in seeds["sizes"].items():
        rows.append(Row(_sized(int(size)), {"product": _of(sides.fork, {"id": document})}, {}))
    return rows


def _sized(size: int) -> str:
    return f"fork of {size // 1000:,} KB"


def _row(name: str, call: Call, *, bounds: dict[str, Bound] | None = None) -> Row:
    return Row(name=name, calls=dict.fromkeys(("product", *FLOORS), call), bounds=bounds or {})


def _of(call: Call, document: dict[str, str]) -> Call:
    """Return the call on this document, whichever the client's own is."""
    return lambda side, _: call(side, document)


def _deep_page(document: dict[str, str]) -> dict[str, Call]:
    def page(query: str) -> Call:
        return lambda side, _: iter([Step(side.get(f"documents/{document['id']}/versions?{query}"))])

    floor = page(f"before={document['before']}")
    return {"product": page(f"cursor={document['cursor']}"), "token": floor, "bare": floor}


def _not_modified(known: dict[str, Side], *, notes: list[str], database: Database) -> list[Row]:
    """Reading what has not changed, where the product says so by an ETag."""
    product = known["product"]
    path = f"documents/{product.documents[0]['id']}/versions/current"
    tag = product.server.ask(product.get(path)).header("ETag")
    answer = product.server.ask(product.get(path, if_none_match=tag or '"none"'))
    if tag is None or answer.status != 304:
        notes.append(f"{database.kind}: read current, 304: not measured; the answer was {answer.status}, ETag {tag}.")
        return []

    def call(side: Side, document: dict[str, str]) -> Iterator[Step]:
        where = f"documents/{document['id']}/versions/current"
        # Asked for anew, as other rows make other versions current; scripts are made before they are timed.
        tag = side.server.ask(side.get(where)).header("ETag")
        yield Step(side.get(where, if_none_match=tag or ""))

    return [_row("read current, 304", call)]


def _figure(row: Row, *, clients: int, timings: Timings, database: Database) -> Figure:
    rates = {name: [timing.rate for timing in timings[row.name, clients, name]] for name in row.calls}
    times = [seconds * MILLISECONDS for timing in timings[row.name, clients, "product"] for seconds in timing.times]
    cpu = {name: [timing.cpu * MILLISECONDS for timing in timings[row.name, clients, name]] for name in row.calls}
    floors = {floor: against for floor, against in FLOORS.items() if floor in row.calls}
    ratios = [
        Ratio(against, ratios_of(rates["product"], rates[floor]), row.bounds.get(floor))
        for floor, against in floors.items()
    ]
    ratios += [Ratio(f"{against}, CPU", ratios_of(cpu[floor], cpu["product"])) for floor, against in floors.items()]
    details = {f"p{percent} ms": percentile(times, percent) for percent in (50, 95, 99)}
    details["CPU ms"] = _median(cpu["product"])
    details |= {f"{against}, /s": _median(rates[floor]) for floor, against in floors.items()}
    details |= {f"{against}, CPU ms": _median(cpu[floor]) for floor, against in floors.items()}
    return Figure(
        part=PART,
        database=database.kind,
        name=f"{row.name}, {clients} {'client' if clients == 1 else 'clients'}",
        unit="/s",
        values=rates["product"],
        ratios=ratios,
        details=details,
    )


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _flatness(timings: Timings, *, database: Database) -> list[Figure]:
    """Return what a long list or a long text costs beside a short one, in time, with one client."""

    def seconds(name: str) -> list[float]:
        return [1 / timing.rate for timing in timings[name, 1, "product"]]

    base = "list 25 of 100, first page"
    pairs = [
        *((f"list 25 of 100,000, {page} page", base, 1.2) for page in ("first", "deep")),
        (_sized(2_000_000), _sized(2_000), 1.1),
    ]
    return [
        replace(
            Figure(
                part=FLATNESS,
                database=database.kind,
                name=f"{long} ÷ {short}",
                unit="ms",
                values=[value * MILLISECONDS for value in seconds(long)],
            ),
            ratios=[Ratio(short, ratios_of(seconds(long), seconds(short)), Bound(at_most=most))],
        )
        for long, short, most in pairs
    ]
