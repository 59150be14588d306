"""Comparing two texts in this process, words marked, beside `git diff --no-index` as a process, with and without."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of
from tests.benchmarks.texts import KB, edited, prose
from versioning.text.compare.diff import compare

PART = "compare"
# size: how many places are edited, how often it is done in a round
TEXTS = {20 * KB: (10, 20), 200 * KB: (10, 10), 2000 * KB: (20, 5)}
# git, without words marked and with them: options and bound
BESIDE: dict[str, tuple[tuple[str, ...], Bound | None]] = {
    "git diff": ((), Bound(at_most=2)),
    "git diff --word-diff": (("--word-diff",), None),
}
MILLISECONDS = 1000


def measure(*, rounds: int) -> list[Figure]:
    return [_figure(size=size, edits=edits, repeats=repeats, rounds=rounds) for size, (edits, repeats) in TEXTS.items()]


def _figure(*, size: int, edits: int, repeats: int, rounds: int) -> Figure:
    base = prose(size)
    head = edited(base, seed=size, edits=edits, size=20 * edits)
    ours, gits = [], dict[str, list[float]]({name: [] for name in BESIDE})
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        paths = Path(folder, "base"), Path(folder, "head")
        for path, text in zip(paths, (base, head), strict=True):
            path.write_text(text)
        for _ in range(rounds):
            ours.append(_median(lambda: compare(base=base, head=head), repeats=repeats))
            for name, (options, _) in BESIDE.items():
                command = ["git", "diff", "--no-index", *options, *map(str, paths)]
                gits[name].append(_median(lambda: subprocess.run(command, stdout=subprocess.DEVNULL), repeats=repeats))  # noqa: PLW1510, B023
    return Figure(
        part=PART,
        database="",
        name=f"compare {size // KB:,} KB, {edits} edits",
        unit="ms",
        values=[seconds * MILLISECONDS for seconds in ours],
        ratios=[
            Ratio(f"{name} as a process", ratios_of(ours, gits[name]), bound) for name, (_, bound) in BESIDE.items()
        ],
    )


def _median(work: Callable[[], object], *, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
