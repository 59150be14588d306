"""Searches for a word that every document has: by the API, in the header's suggestions, and in the library.

The desk searches as one types, so it is asked for the beginning of the word. `inside.searches` makes the documents.
"""

from collections.abc import Iterator

from tests.benchmarks.figures import Bound
from tests.benchmarks.load import Step
from tests.benchmarks.sides import Call, Side
from tests.benchmarks.wire import request

COMMON = "common"
BEGINNING = COMMON[:4]
# Of the time among the most documents, beside that among the fewest. The few have fewer matches than are ranked.
GROWN = Bound(at_most=3)


def ranked(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(side.get(f"documents?search={COMMON}&ordering=relevance"))


def suggestions(side: Side, document: dict[str, str]) -> Iterator[Step]:
    yield Step(request("GET", f"/suggestions?q={BEGINNING}", cookie=document["cookie"]))


def typing(side: Side, document: dict[str, str]) -> Iterator[Step]:
    """Ask for the results alone, as the library's script does after a key."""
    yield Step(request("GET", f"/?q={BEGINNING}", cookie=document["cookie"], target="results"))


SEARCHES: dict[str, Call] = {
    "search by relevance": ranked,
    "suggestions": suggestions,
    "search as one types": typing,
}
# Milliseconds among the most documents. The library answers with a page of 50 rows, which take longer than the search.
BUDGETS = {"search by relevance": Bound(at_most=30), "suggestions": Bound(at_most=30)}
