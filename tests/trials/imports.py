"""`make trial-imports`: import a git bundle with a worker that is killed and stopped again and again.

The worker is ended by SIGKILL and SIGTERM in turn, and another one is started. The import must end by itself, and the
result must be that of an import that nobody interrupted. Without --bundle, a history is made. Prints a table.
"""

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.databases import POSTGRES, SQLITE, Database, Databases, databases
from tests.git_repos import bulk_repo, git
from tests.trials.people import make_person
from tests.trials.schedules import start_worker

COMMITS = 3000
PATIENCE_SECONDS = 1800
POLL_SECONDS = 0.05
SHORTER = 0.7
SIGNALS = (signal.SIGKILL, signal.SIGTERM)
OTHERS = ("order", "commits", "files", "transfer")
ENDED = ("done", "failed", "cancelled")


class Import:
    """An import that runs in a worker of its own database."""

    def __init__(self, database: Database, *, bundle: Path) -> None:
        self.database = database
        make_person(database)
        database.inside("imports", "start", str(bundle))
        self.began = time.monotonic()
        self.worker = start_worker(database)
        self.interruptions: Counter[str] = Counter()
        self.clicks = 0
        self.former_lease = ""
        # What was done at each interruption.
        self.shares: list[float] = []

    def interrupt(self, *, within: float) -> bool:
        """End the worker at a moment of these seconds, while it runs the job, and start another one.

        Only a signal that ends an attempt of its own counts. Return False if the import ended before.
        """
        # A killed worker leaves the job running. Another lease shows that the next one has taken it up.
        while not (lease := self._lease) or lease == self.former_lease:
            if self.state in ENDED:
                return False
            time.sleep(POLL_SECONDS)
        time.sleep(random.uniform(0, within))
        share = self.share
        if self._lease != lease:
            return False
        chosen = SIGNALS[sum(self.interruptions.values()) % len(SIGNALS)]
        self._end(chosen)
        # A worker that is asked to stop may end the job first.
        if self.state in ENDED:
            return False
        self.former_lease = lease
        self.interruptions[chosen.name] += 1
        self.shares.append(round(share, 2))
        self.worker = start_worker(self.database)
        return True

    def finish(self) -> float:
        """Wait for the end, and press the button if the import failed. Return how many seconds it took in all."""
        while self.state != "done" and time.monotonic() - self.began < PATIENCE_SECONDS:
            if self.state in ENDED:
                self.clicks += 1
                self.database.inside("imports", "resume")
            time.sleep(POLL_SECONDS)
        return time.monotonic() - self.began

    def stop(self) -> None:
        self._end(signal.SIGKILL)

    @property
    def state(self) -> str:
        return self._read("SELECT status FROM versioning_transfer")

    @property
    def share(self) -> float:
        """The share that is done."""
        progress = json.loads(self._read("SELECT CAST(progress AS text) FROM versioning_job WHERE kind = 'transfer'"))
        return float(progress["done"] / progress["total"]) if progress.get("total") else 0.0

    @property
    def _lease(self) -> str:
        return self._read("SELECT COALESCE(CAST(lease AS text), '') FROM versioning_job WHERE kind = 'transfer'")

    @property
    def attempts(self) -> int:
        return int(self._read("SELECT attempts FROM versioning_job WHERE kind = 'transfer'"))

    def _end(self, chosen: signal.Signals) -> None:
        self.worker.send_signal(chosen)
        self.worker.wait()

    def _read(self, statement: str) -> str:
        if self.database.kind == POSTGRES:
            with psycopg.connect(self.database.url) as server:
                row = server.execute(statement.encode()).fetchone()
        else:
            with sqlite3.connect(f"file:{self.database.folder / 'stemma.sqlite3'}?mode=ro", uri=True) as file:
                row = file.execute(statement).fetchone()
            file.close()
        return str(row[0]) if row else ""


@contextmanager
def running(database: Database, *, bundle: Path) -> Iterator[Import]:
    """Start an import. Its worker ends with the block."""
    started = Import(database, bundle=bundle)
    try:
        yield started
    finally:
        started.stop()


def run(made: Databases, *, bundle: Path, times: int) -> dict[str, Any]:
    """Import it twice, once with interruptions. Return the row of the table."""
    with running(made.fresh(), bundle=bundle) as undisturbed:
        took = undisturbed.finish()
    expected = undisturbed.database.inside("imports", "picture")
    with running(made.fresh(), bundle=bundle) as disturbed:
        for left in range(times, 0, -1):
            # Spread over what is left to do, and a little shorter, so that the last one also comes before the end.
            if not disturbed.interrupt(within=SHORTER * (1 - disturbed.share) * took / left):
                break
        in_all = disturbed.finish()
    found = disturbed.database.inside("imports", "picture")
    verified = subprocess.run(
        [sys.executable, "manage.py", "verify", "--files"], env=disturbed.database.environment, check=False
    )
    return {
        "database": made.kind,
        "interruptions": dict(disturbed.interruptions),
        "interrupted at": disturbed.shares,
        # An attempt that SIGTERM ends does not count, because the worker hands the job back.
        "attempts that count": disturbed.attempts,
        "clicks": disturbed.clicks,
        "documents": len(expected["documents"]),
        "versions": expected["versions"],
        "versions lost": expected["versions"] - found["versions"],
        "events": expected["events"],
        "events lost": expected["events"] - found["events"],
        "documents that differ": sum(
            expected["documents"].get(name) != found["documents"].get(name)
            for name in expected["documents"].keys() | found["documents"].keys()
        ),
        "events out of order": found["late"],
        "other differences": [
            name for name in ("order", "commits", "files", "transfer") if expected[name] != found[name]
        ],
        "breaches": verified.returncode,
        "seconds": round(in_all, 1),
        "seconds without interruptions": round(took, 1),
    }


def _is_sound(row: dict[str, Any], *, times: int) -> bool:
    zero = ("clicks", "versions lost", "events lost", "documents that differ", "events out of order", "breaches")
    is_interrupted = sum(row["interruptions"].values()) == times
    return is_interrupted and not row["other differences"] and not any(row[name] for name in zero)


def _made_bundle(folder: Path, *, commits: int) -> Path:
    repository, bundle = bulk_repo(folder / "history.git", commits=commits), folder / "history.bundle"
    git(repository, "bundle", "create", "--quiet", str(bundle), "main")
    return bundle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, help="a git bundle with the branch main")
    parser.add_argument("--commits", type=int, default=COMMITS, help="of the history that is made")
    parser.add_argument("--times", type=int, default=10, help="interruptions")
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), help="only this one")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="stemma-history-") as folder:
        bundle = options.bundle or _made_bundle(Path(folder), commits=options.commits)
        for kind in [options.database] if options.database else [SQLITE, POSTGRES]:
            with databases(kind) as made:
                rows.append(run(made, bundle=bundle.absolute(), times=options.times))
            print(json.dumps(rows[-1], indent=2))
    if not all(_is_sound(row, times=options.times) for row in rows):
        sys.exit("An import needed help, or differs from one that nobody interrupted.")


if __name__ == "__main__":
    main()
