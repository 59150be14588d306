"""`make bench`: speed and size as ratios within one run, as one table and as var/bench/results.json."""

import argparse
import time

from tests.benchmarks import calls
from tests.benchmarks.databases import POSTGRES, SQLITE, databases
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import driver
from tests.benchmarks.table import RESULTS, keep, show


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--database", default="sqlite")
    args.add_argument("--rounds", type=int, default=5)
    a = args.parse_args()
    t = time.time()
    notes = []
    with driver() as d, databases(a.database) as made:
        f = calls.measure(made.fresh(), driver=d, rounds=a.rounds, workers=2, notes=notes)
    show(f, notes=notes)
    print(time.time() - t)


if __name__ == "__main__":
    main()
