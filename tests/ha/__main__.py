"""`make ha`: break each part of a deployment of several machines under load, and count what was lost.

Needs root and some of Debian's packages. Prints a table and keeps it as JSON in var/ha.json.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.wire import Connection
from tests.ha.faults import FAULTS
from tests.ha.load import Load
from tests.ha.network import enter_namespaces
from tests.ha.nodes import programs
from tests.ha.outcome import compare_entrusted, compare_followed, lost_files, settled
from tests.ha.picture import Picture
from tests.ha.table import failures, print_table
from tests.trials.comparison import compare

CALM_SECONDS = 3
RESULTS = Path("var/ha.json")
# Programs by the package that has them.
NEEDED = {
    "pgbouncer": "pgbouncer",
    "redis-server": "redis-server",
    "nginx": "nginx-light",
    "ip": "iproute2",
    "iptables": "iptables",
    "unshare": "util-linux",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="run the faults with one of these words in the name (a,b)")
    parser.add_argument("--keep", action="store_true", help="keep the machines' folders and logs")
    options = parser.parse_args()
    reason = _obstacle()
    if reason:
        print(f"Skipped: {reason}")
        return
    enter_namespaces()
    words = options.only.split(",")
    faults = {name: fault for name, fault in FAULTS.items() if any(word in name for word in words)}
    rows = _run(faults, keep=options.keep)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(_merged(rows), indent=2))
    print_table(rows)
    wrong = failures(rows)
    if wrong:
        sys.exit("\n".join(wrong))


def _merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the new rows, and those of former runs whose faults did not run this time, in the order of FAULTS."""
    former = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    by_fault = {row["fault"]: row for row in (*former, *rows)}
    return [by_fault[name] for name in FAULTS if name in by_fault]


def _obstacle() -> str:
    """Return a sentence that says why this cannot run here, or nothing if it can."""
    if os.geteuid() != 0:
        return "only root can make network namespaces."
    missing = sorted(package for program, package in NEEDED.items() if shutil.which(program) is None)
    if not any(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        missing.append("postgresql")
    if missing:
        return f"these packages are missing: apt-get install {' '.join(missing)}"
    return ""


def _run(faults: dict[str, Any], *, keep: bool) -> list[dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="stemma-ha-", dir="/tmp"))  # noqa: S108 - a folder of our own in it
    folder.chmod(0o755)
    print(f"PostgreSQL of {programs()}, logs in {folder}", file=sys.stderr)
    try:
        picture = Picture(folder)
        documents = picture.start()
        rows = []
        for number, (name, fault) in enumerate(faults.items()):
            print(f"{name} …", file=sys.stderr, flush=True)
            rows.append(_break(picture, name, fault, _rotated(documents, by=number % 2 * Load.EDITORS)))
            print(f"    {rows[-1]}", file=sys.stderr, flush=True)
        # Raises CalledProcessError if an invariant is broken.
        picture.database.manage("verify")
        return rows
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _break(picture: Picture, name: str, fault: Any, documents: list[str]) -> dict[str, Any]:
    """Run one fault under load. Returns its row of the table."""
    world, probed = picture.world(), picture.pages_without_database
    load = Load(world, reader_token=picture.reader_token, documents=documents, probed=probed)
    picture.promotion_began, from_replica = 0.0, picture.replica_reads()
    started = time.monotonic()
    load.start()
    time.sleep(CALM_SECONDS)
    picture.wait_until_replica_is_read()
    began = time.monotonic()
    fault(picture)
    repaired = time.monotonic()
    load.wait_until_writes_succeed(count=Load.EDITORS * 4)
    ended = time.monotonic()
    time.sleep(CALM_SECONDS)
    load.stop()
    picture.restore_copies()
    picture.wait_until_ready()
    lost, doubled = compare(Connection(80, host=world.host), token=picture.token, ledger=load.ledger)
    lost += lost_files(world.entrusted, host=world.host, token=picture.token)
    for found, more in zip((lost, doubled), compare_entrusted(world.entrusted, settled(picture.database)), strict=True):
        found += more
    followed = compare_followed(picture.follower, database=picture.database)
    moments = load.ledger.acknowledged_at
    counts = load.ledger.counts
    return {
        "fault": name,
        "acknowledged writes": len(moments),
        **{name: counts[name] for name in ("files", "schedules", "imports")},
        "lost": lost,
        "doubled": doubled,
        "changes": dict(followed),
        "stale reads of own writes": counts["stale reads"],
        "reads of own writes": counts["reads of own writes"],
        "5xx other than 503, 504, 507": load.ledger.faults,
        "refused": counts["calls refused with 503, 504 or 507"],
        "without an answer": counts["calls without an answer"],
        "longest silence": round(_silence(moments, began, ended), 1),
        "after promotion": round(_after(moments, picture.promotion_began), 1) if picture.promotion_began else None,
        "slowest call": round(load.ledger.longest_call, 1),
        "slowest page without database": round(load.prober.slowest, 1),
        "pages without database that failed": load.prober.failures,
        # The breakers open in the first second.
        "added to the median read": round(
            load.median_read(after=began + 1, before=repaired) - load.median_read(after=started, before=began), 1
        ),
        # A replica that was killed counts from zero again.
        "rows from the replica": max(0, picture.replica_reads() - from_replica),
    }


def _rotated(documents: list[str], *, by: int) -> list[str]:
    return documents[by:] + documents[:by]


def _silence(moments: list[float], began: float, ended: float) -> float:
    """Return the longest time between two acknowledged writes, in seconds."""
    within = [began, *(moment for moment in sorted(moments) if began <= moment <= ended), ended]
    return max(after - before for before, after in zip(within, within[1:], strict=False))


def _after(moments: list[float], promotion: float) -> float:
    """Return how long after the promotion began the first write was acknowledged, in seconds."""
    return min(moment for moment in moments if moment >= promotion) - promotion


if __name__ == "__main__":
    main()
