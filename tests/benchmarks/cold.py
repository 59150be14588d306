"""Reads of texts that no cache has yet: each request asks for a document that nobody has read before.

Cold are the caches of the web processes: their rebuilt texts, and with SQLite the pages of each connection. The servers
start after the documents were written, and each document is read once. The shared memory of PostgreSQL and the page
cache of the operating system stay warm: only root can empty the latter, and then both sides would wait for the disk.

Each document of the product was written as people write: published, changed and published again. So its current text
is as far from a whole one as a publication leaves it. The floors read whole, uncompressed texts.
"""

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.databases import POSTGRES, SQLITE, Database
from tests.benchmarks.figures import Bound
from tests.benchmarks.load import Step
from tests.benchmarks.sides import Side, read_current

NAME = "read current, cold"
BOUNDS = {SQLITE: Bound(at_least=0.6), POSTGRES: Bound(at_least=0.8)}


def bound(database: Database) -> Bound:
    """Return what the product is to reach of the floor. A statement of SQLite itself takes next to nothing."""
    return BOUNDS[database.kind]


class Unread:
    """A call that reads a document of its side that it has not read before. `documents`: their keys, by side."""

    def __init__(self, documents: dict[str, list[str]]) -> None:
        self._left = {side: iter(keys) for side, keys in documents.items()}

    def __call__(self, side: Side, document: dict[str, Any]) -> Iterator[Step]:
        yield from read_current(side, {"id": next(self._left[side.name])})
