"""Texts of 245 KB: how fast their history is imported, in how much memory, and SQLite's file beside git's pack.

A process of its own imports, on one core: git, which it reads from, is waited for.
"""

import time

from tests.benchmarks.databases import SQLITE, Databases
from tests.benchmarks.figures import Bound, Figure, single
from tests.benchmarks.long_histories import LongHistory
from tests.benchmarks.storage import MB, file_size

PART = "long-texts"
RATE, MEMORY, SHARE = Bound(at_least=250), Bound(at_most=300), Bound(at_most=3.5)


def measure(made: Databases, *, history: LongHistory, rounds: int) -> list[Figure]:
    fresh = [made.fresh() for _ in range(rounds)]
    done = [each.inside("storing", "import", str(history.bundle)) for each in fresh]
    rates = [each["versions"] / each["seconds"] for each in done]
    found = [
        Figure(PART, made.kind, "import, 245 KB texts", "/s", rates, bound=RATE),
        Figure(
            PART, made.kind, "most memory of the import", "MB", [each["memory"] / MB for each in done], bound=MEMORY
        ),
    ]
    if made.kind == SQLITE:
        found.append(file_size(fresh[0], part=PART, packed=history.packed, bound=SHARE, state="as imported"))
    began = time.perf_counter()
    fresh[0].manage("repack")
    found.append(single(PART, made.kind, "repack", "s", time.perf_counter() - began))
    if made.kind == SQLITE:
        found.append(file_size(fresh[0], part=PART, packed=history.packed, bound=SHARE, state="after repack"))
    return found
