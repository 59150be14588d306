"""Sequential and parallel scans in the statements of budgeted calls, on a large PostgreSQL database: none is right."""

from tests.benchmarks.databases import Database
from tests.benchmarks.figures import Bound, Figure, single
from tests.benchmarks.server import make_token

PART = "plans"
DOCUMENTS, VERSIONS_OF_EACH, DRAFTS = 100_000, 10, 30_000


def measure(database: Database, *, notes: list[str]) -> list[Figure]:
    """Return the number of scans of each call. The notes name them."""
    sizes = (str(size) for size in (DOCUMENTS, VERSIONS_OF_EACH, DRAFTS))
    found = database.inside("plans", make_token(database), *sizes)
    notes += [f"{call}: {scan}" for call, scans in found.items() for scan in scans]
    return [
        single(PART, database.kind, call, "scans", len(scans), bound=Bound(at_most=0)) for call, scans in found.items()
    ]
