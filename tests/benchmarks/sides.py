"""The product and the two floors, as what a client sends to each for one and the same call."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.benchmarks.load import Script, Step
from tests.benchmarks.server import Server
from tests.benchmarks.texts import KB, edited, prose
from tests.benchmarks.wire import request

TEXT = prose(20 * KB)
_saves = count()


@dataclass(frozen=True)
class Side:
    """A server, where its paths begin, the token, and the documents: one for each client."""

    name: str
    server: Server
    root: str
    token: str | None
    documents: Sequence[dict[str, str]]

    def get(self, path: str, **options: Any) -> bytes:
        return request("GET", f"{self.root}/{path}", token=self.token, **options)

    def send(self, method: str, path: str, body: dict[str, Any]) -> bytes:
        return request(method, f"{self.root}/{path}", token=self.token, body=body)


# What one client sends, again and again: (its side, its document) to a step or a few.
Call = Callable[[Side, dict[str, str]], Iterator[Step]]


def fork(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.send("POST", f"documents/{document['id']}/versions", {}))


def save(side: Side, document: dict[str, str]) -> Iterator[Step]:
    """20 KB of which 200 bytes are new."""
    text = edited(TEXT, seed=next(_saves))
    yield Step(side.send("PATCH", f"drafts/{document['draft']}", {"body": text}))


def publish(side: Side, document: dict[str, str]) -> Iterator[Step]:
    """Publish and promote; the draft for it is opened beforehand and not timed."""
    yield Step(side.send("POST", f"documents/{document['id']}/draft", {}), timed=False)
    yield Step(side.send("POST", f"documents/{document['id']}/draft/publish", {}))


def publish_changed(side: Side, document: dict[str, str]) -> Iterator[Step]:
    """As `publish`, but of a text of which 200 bytes are new: readers' searches must be told of it."""
    text, draft = edited(TEXT, seed=next(_saves)), f"documents/{document['id']}/draft"
    yield Step(side.send("POST", draft, {}), timed=False)
    yield Step(side.send("PATCH", draft, {"body": text}), timed=False)
    yield Step(side.send("POST", f"{draft}/publish", {}))


def read_current(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.get(f"documents/{document['id']}/versions/current"))


def read_number(number: int) -> Call:
    def call(side: Side, document: dict[str, str]) -> Iterator[Step]:
        yield Step(side.get(f"documents/{document['id']}/versions/{number}"))

    return call


def first_page(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.get(f"documents/{document['id']}/versions"))


def documents(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.get("documents"))


def compare(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.get(f"documents/{document['id']}/compare?base=1&head=2"))


def scripts(call: Call, *, side: Side, clients: int, calls: int) -> list[Script]:
    """So many calls of each of so many clients, each on a document of its own where there are enough."""
    documents = [side.documents[at % len(side.documents)] for at in range(clients)]
    return [[step for _ in range(calls) for step in call(side, document)] for document in documents]
