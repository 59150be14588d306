"""Comparing two texts in this process, words marked, beside `git diff --no-index --word-diff` as a process."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of
from tests.benchmarks.texts import KB, edited, prose
from versioning.text.diff import compare

PART = "compare"
# size: how many places are edited, how often it is done in a round
TEXTS = {20 * KB: (10, 20), 200 * KB: (10, 10), 2000 * KB: (20, 2)}
MILLISECONDS = 1000


def measure(*, rounds: int) -> list[Figure]:
    return [_figure(size=size, edits=edits, repeats=repeats, rounds=rounds) for size, (edits, repeats) in TEXTS.items()]


def _figure(*, size: int, edits: int, repeats: int, rounds: int) -> Figure:
    base = prose(size)
    head = edited(base, seed=size, edits=edits, size=20 * edits)
    ours, gits = [], []
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        paths = Path(folder, "base"), Path(folder, "head")
        for path, text in zip(paths, (base, head), strict=True):
            path.write_text(text)
        command = ["git", "diff", "--no-index", "--word-diff", *map(str, paths)]
        for _ in range(rounds):
            ours.append(_median(lambda: compare(base=base, head=head), repeats=repeats))
            gits.append(_median(lambda: subprocess.run(command, stdout=subprocess.DEVNULL), repeats=repeats))  # noqa: PLW1510
    return Figure(
        part=PART,
        database="",
        name=f"compare {size // KB:,} KB, {edits} edits",
        unit="ms",
        values=[seconds * MILLISECONDS for seconds in ours],
        ratios=[Ratio("git diff --word-diff as a process", ratios_of(ours, gits), Bound(at_most=2))],
    )


def _median(work: Callable[[], object], *, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
