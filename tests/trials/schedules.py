"""`make trial-schedules`: schedules of one minute, run by four workers that are killed again and again.

Each schedule must run once. Prints a table.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from typing import Any

from tests.benchmarks.databases import POSTGRES, SQLITE, Database, databases

WORKERS = 4
SECONDS = 60
LEASE_SECONDS = "2"
PATIENCE_SECONDS = 1800


def start_worker(database: Database) -> "subprocess.Popen[bytes]":
    environment = {**database.environment, "JOB_LEASE_SECONDS": LEASE_SECONDS, "UPKEEP": "false"}
    return subprocess.Popen([sys.executable, "manage.py", "worker"], env=environment)


def run(database: Database, *, count: int, kills: int) -> dict[str, Any]:
    """Run the schedules. Return the row of the table."""
    database.inside("schedules", "seed", str(count), str(SECONDS))
    workers = [start_worker(database) for _ in range(WORKERS)]
    begun = time.monotonic()
    try:
        for _ in range(kills):
            time.sleep(random.uniform(0.5, 1.5) * SECONDS / kills)
            place = random.randrange(WORKERS)
            workers[place].kill()
            workers[place].wait()
            workers[place] = start_worker(database)
        counts = database.inside("schedules", "count")
        while counts["waiting"] and time.monotonic() - begun < PATIENCE_SECONDS:
            time.sleep(5)
            counts = database.inside("schedules", "count")
        took = time.monotonic() - begun
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return {"database": database.kind, "schedules": count, "kills": kills, "seconds": round(took), **counts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="schedules of the minute")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), help="only this one")
    options = parser.parse_args()
    rows = []
    for kind in [options.database] if options.database else [SQLITE, POSTGRES]:
        with databases(kind) as made:
            rows.append(run(made.fresh(), count=options.count, kills=options.kills))
        print(json.dumps(rows[-1]))
    if any(row["waiting"] or row["failed"] or row["run twice"] or row["never run"] for row in rows):
        sys.exit("A schedule ran twice or never.")


if __name__ == "__main__":
    main()
