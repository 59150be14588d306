"""The load test: many people at once, and at the end not one acknowledged save may be missing.

Editors save free-standing drafts of documents that they share, publishers publish and promote those very drafts while
they are written, readers read. A save that comes after its draft was published is refused, and the editor forks anew:
that is no error. Everything else that is not a success is one.
"""

import random
import subprocess
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks import sides
from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Bound, Figure, percentile, single
from tests.benchmarks.server import make_token, serving
from tests.benchmarks.sides import Side
from tests.benchmarks.texts import edited
from tests.benchmarks.wire import Answer, Connection

PART = "editors"
# who: how many, and the seconds that each waits between two calls, on average
CROWD = {"editor": (50, 1.0), "reader": (200, 1.0), "publisher": (5, 1.0)}
MILLISECONDS = 1000
CONFLICT = 409
NONE = Bound(at_most=0)


@dataclass
class Ledger:
    """What was acknowledged, by version, and how the calls went. The only thing that the threads share."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    open: dict[int, tuple[str, str]] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, call: str, *, seconds: float, answer: Answer, refusable: tuple[int, ...]) -> None:
        with self.lock:
            self.times[call].append(seconds)
            if answer.status in refusable:
                self.refusals[call] += 1
            elif answer.status >= 400:
                self.errors.append(f"{call}: {answer.status} {answer.body[:200]!r}")


class Person:
    """One connection, and the calls that its owner makes until the time is over."""

    def __init__(self, *, number: int, side: Side, ledger: Ledger) -> None:
        self.number, self.side, self.ledger = number, side, ledger
        self.document = side.documents[number % len(side.documents)]["id"]
        self.chance = random.Random(number)
        self.connection = Connection(side.server.port)
        self.saves = 0

    def ask(self, call: str, sent: bytes, *, refusable: tuple[int, ...] = ()) -> Answer:
        began = time.perf_counter()
        answer = self.connection.exchange(sent)
        self.ledger.note(call, seconds=time.perf_counter() - began, answer=answer, refusable=refusable)
        return answer

    def reader(self) -> None:
        self.ask("read", self.side.get(f"documents/{self.document}/versions/current"))

    def editor(self) -> None:
        version = self.ledger.open.get(self.number) or self._fork()
        if version is None:
            return
        self.saves += 1
        text = edited(f"{self.number}.{self.saves}\n{sides.TEXT}", seed=self.saves * 1000 + self.number)
        sent = self.side.send("PATCH", f"documents/{version[0]}/versions/{version[1]}", {"body": text})
        answer = self.ask("save", sent, refusable=(CONFLICT,))
        if answer.status == 200:
            self.ledger.texts[version] = text
        elif answer.status == CONFLICT:
            del self.ledger.open[self.number]

    def _fork(self) -> tuple[str, str] | None:
        answer = self.ask("fork", self.side.send("POST", f"documents/{self.document}/versions", {}))
        if answer.status != 201:
            return None
        made: dict[str, Any] = answer.json()["data"]["version"]
        self.ledger.open[self.number] = (self.document, made["id"])
        return self.ledger.open[self.number]

    def publisher(self) -> None:
        candidates = list(self.ledger.open.copy().values())
        if not candidates:
            return
        document, version = self.chance.choice(candidates)
        path = f"documents/{document}/versions/{version}"
        # Another publisher may have been first; publishing what is published is a success as well.
        self.ask("publish", self.side.send("PATCH", path, {"status": "published"}), refusable=(CONFLICT,))
        self.ask("promote", self.side.send("POST", f"{path}/activate", {}))


def measure(database: Database, *, seconds: int, workers: int) -> list[Figure]:
    documents, token, ledger = database.inside("seed", "documents", "100"), make_token(database), Ledger()
    # The seed copies rows, which no search knows of.
    database.manage("reindex")
    with serving(database, workers=workers) as server:
        side = Side("product", server, "/api/v1", token, documents)
        _crowd(side, ledger=ledger, seconds=seconds)
        lost = [version for version, text in ledger.texts.items() if _standing(side, version) != text]
    figures = _figures(ledger, lost=len(lost), database=database, seconds=seconds)
    breached = single(PART, database.kind, "`verify` finds a breach", "", not _is_sound(database), bound=NONE)
    return [*figures, breached]


def _crowd(side: Side, *, ledger: Ledger, seconds: int) -> None:
    ends = time.monotonic() + seconds
    threads = []
    for role, (count, pause) in CROWD.items():
        for number in range(count):
            person = Person(number=number, side=side, ledger=ledger)
            threads.append(
                threading.Thread(target=_work, args=(person, getattr(person, role), pause, ends), daemon=True)
            )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(person: Person, act: Callable[[], None], pause: float, ends: float) -> None:
    time.sleep(person.chance.uniform(0, pause))
    while time.monotonic() < ends:
        try:
            act()
        except OSError as error:
            with person.ledger.lock:
                person.ledger.errors.append(f"{act.__name__}: {error!r}")
            person.connection = Connection(person.side.server.port)
        time.sleep(person.chance.uniform(0.5, 1.5) * pause)
    person.connection.close()


def _is_sound(database: Database) -> bool:
    try:
        database.manage("verify")
    except subprocess.CalledProcessError:
        return False
    return True


def _standing(side: Side, version: tuple[str, str]) -> str:
    """Return the text of the version now, whether it is an open draft or was published."""
    answer = side.server.ask(side.get(f"documents/{version[0]}/versions/{version[1]}"))
    return str(answer.json()["data"]["version"]["body"])


def _figures(ledger: Ledger, *, lost: int, database: Database, seconds: int) -> list[Figure]:
    figures = []
    for call, times in sorted(ledger.times.items()):
        points = {f"p{at} ms": percentile(times, at) * MILLISECONDS for at in (50, 95, 99)}
        points |= {"max ms": max(times) * MILLISECONDS, "calls": len(times), "refused": ledger.refusals[call]}
        figures.append(single(PART, database.kind, call, "/s", len(times) / seconds, details=points))
    kept = {"texts compared": float(len(ledger.texts))}
    figures.append(single(PART, database.kind, "errors", "", len(ledger.errors), bound=NONE))
    figures.append(single(PART, database.kind, "lost saves", "", lost, bound=NONE, details=kept))
    for error in ledger.errors[:5]:
        print(error)
    return figures
