"""Saving a text with 200 pictures, beside the same text without."""

from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of

PART = "pictures"
MILLISECONDS = 1000


def measure(database: Database, *, rounds: int) -> list[Figure]:
    found = database.inside("pictures", str(rounds))
    return [
        Figure(
            part=PART,
            database=database.kind,
            name="save of a text with 200 pictures",
            unit="ms",
            values=[seconds * MILLISECONDS for seconds in found["with"]],
            ratios=[
                Ratio("the same text without", ratios_of(found["with"], found["without"]), Bound(at_most=1.15)),
            ],
        )
    ]
