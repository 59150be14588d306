"""What a worker takes in memory: after many mixed requests, and while a large text is saved and compared."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks import sides
from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Figure, Ratio, single
from tests.benchmarks.load import Driver
from tests.benchmarks.server import Server, make_token, serving
from tests.benchmarks.sides import Side
from tests.benchmarks.texts import KB, edited, prose

PART = "memory"
CLIENTS = 8
MIX = (
    *(sides.read_current,) * 8,
    *(sides.first_page,) * 4,
    *(sides.save,) * 3,
    *(sides.fork,) * 2,
    sides.publish,
    sides.compare,
)
# As large as a request may be, its own few bytes left out.
LARGE = 4_900 * KB
WATCH_SECONDS = 0.005
MB = 1_000_000


def measure(database: Database, *, driver: Driver, requests: int) -> list[Figure]:
    """Measure a server with one worker, so that it gets every request."""
    documents, token = database.inside("seed", "documents", "100"), make_token(database)
    with serving(database, workers=1) as server:
        side = Side("product", server, "/api/v1", token, documents)
        _mixed(side, driver=driver, requests=CLIENTS * len(MIX))
        fresh = server.resident()
        _mixed(side, driver=driver, requests=requests)
        worn = server.resident()
        saving, comparing = _large(side)
    rows = (
        ("after a few requests", fresh),
        (f"after {requests:,} mixed requests", worn),
        ("at most, while 4.9 MB are saved", saving),
        ("at most, while 4.9 MB are compared", comparing),
    )
    return [
        single(PART, database.kind, f"a worker {name}", "MB", size / MB, ratios=[Ratio("when fresh", [size / fresh])])
        for name, size in rows
    ]


def _mixed(side: Side, *, driver: Driver, requests: int) -> None:
    """In lots, so that the client's own memory does not grow."""
    chosen, lot = random.Random(requests), 20
    for _ in range(max(1, requests // (CLIENTS * lot))):
        scripts = [
            [step for _ in range(lot) for step in chosen.choice(MIX)(side, document)] for document in side.documents
        ]
        driver.drive(port=side.server.port, scripts=scripts)


def _large(side: Side) -> tuple[int, int]:
    """Return the most bytes while a text is saved anew, and while it is compared with a much edited one."""
    text = prose(LARGE)
    made = side.server.ask(side.send("POST", "documents", {"title": "Large", "body": text})).json()["data"]
    document, identifier = made["documentId"], made["draft"]["identifier"]
    side.server.ask(side.send("POST", f"documents/{document}/draft/publish", {}))
    identifier = side.server.ask(side.send("POST", f"documents/{document}/draft", {})).json()["identifier"]
    with _watched(side.server) as saving:
        saved = side.server.ask(side.send("PATCH", f"drafts/{identifier}", {"body": edited(text, seed=1, edits=20)}))
    with _watched(side.server) as comparing:
        compared = side.server.ask(side.get(f"documents/{document}/compare?base=1&head=2"))
    if (saved.status, compared.status) != (200, 200):
        raise RuntimeError(f"The large text: {saved.status}, {compared.status} {compared.body[:300]!r}")
    return max(saving), max(comparing)


@contextmanager
def _watched(server: Server) -> Iterator[list[int]]:
    """Yield the resident sizes, read every few milliseconds while the block runs."""
    sizes, over = [server.resident()], threading.Event()

    def watch() -> None:
        while not over.wait(WATCH_SECONDS):
            sizes.append(server.resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield sizes
    finally:
        over.set()
        watcher.join()
