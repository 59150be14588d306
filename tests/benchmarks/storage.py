"""What a real history takes on the disk, beside git's packing of the same texts, and what rebuilding it costs."""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import SQLITE, Database, Databases
from tests.benchmarks.figures import Bound, Figure, Ratio, ratios_of, single
from tests.git_repos import git

PART = "storage"
REF = "main"
MB, MICROSECONDS = 1_000_000, 1_000_000
# Of SQLite's whole file to git's pack with its indexes.
FILE = Bound(at_most=4)
# size in KB: the bounds of rebuilding such a text, in microseconds
CHAINS = {20: 600, 200: 1_500}


@dataclass(frozen=True)
class Packed:
    """The history in a repository of its own after `git gc --aggressive`: bytes in its pack, by the blob's name.

    `whole` counts the pack with its indexes; `stream` is the whole history as `git fast-import` takes it.
    """

    blobs: dict[str, int]
    whole: int
    stream: bytes

    def seconds_to_import(self) -> float:
        """git's own import of the whole history into a fresh repository."""
        with tempfile.TemporaryDirectory(prefix="stemma-bench-") as fresh:
            git(Path(fresh), "init", "--quiet", "--bare")
            began = time.perf_counter()
            git(Path(fresh), "fast-import", "--quiet", given=self.stream)
            return time.perf_counter() - began


def packed(bundle: str) -> Packed:
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        repository = Path(folder, "packed.git")
        clone = ["git", "clone", "--quiet", "--bare", "--single-branch", "--branch", REF]
        subprocess.run([*clone, bundle, repository], check=True)
        git(repository, "gc", "--quiet", "--aggressive", "--prune=now")
        form = "--batch-check=%(objecttype) %(objectname) %(objectsize:disk)"
        listed = git(repository, "cat-file", "--batch-all-objects", form).decode().splitlines()
        blobs = {name: int(size) for kind, name, size in map(str.split, listed) if kind == "blob"}
        whole = sum(path.stat().st_size for path in repository.glob("objects/pack/*"))
        stream = git(repository, "fast-export", "--signed-tags=strip", REF)
    return Packed(blobs, whole, stream)


def measure(made: Databases, *, bundle: str, beside: Packed, rounds: int) -> list[Figure]:
    database, found = _imports(made, bundle=bundle, beside=beside, rounds=rounds)
    names = database.inside("storing", "names")
    found += _sizes(database, beside=beside, names=names, state="as imported", most=1.3)
    began = time.perf_counter()
    database.manage("repack")
    found.append(single(PART, database.kind, "repack", "s", time.perf_counter() - began))
    if made.kind == SQLITE:
        found.append(file_size(database, part=PART, packed=beside.whole, bound=FILE, state="after repack"))
    database.inside("storing", "tidy")
    found += _sizes(database, beside=beside, names=names, state="after repack", most=1.1)
    return [*found, *_rebuilding(database, rounds=rounds), *_chains(database, rounds=rounds)]


def _imports(made: Databases, *, bundle: str, beside: Packed, rounds: int) -> tuple[Database, list[Figure]]:
    rates, git_rates = [], []
    fresh = [made.fresh() for _ in range(rounds)]
    for database in fresh:
        done = database.inside("storing", "import", bundle)
        rates.append(done["versions"] / done["seconds"])
        git_rates.append(done["versions"] / beside.seconds_to_import())
    rate = Figure(
        part=PART,
        database=made.kind,
        name="import, versions",
        unit="/s",
        values=rates,
        ratios=[Ratio("git fast-import", ratios_of(rates, git_rates))],
        bound=Bound(at_least=500),
    )
    return fresh[0], [rate]


def _sizes(database: Database, *, beside: Packed, names: list[str], state: str, most: float) -> list[Figure]:
    found: dict[str, Any] = database.inside("storing", "sizes")
    plain, versions = found["plain"], found["versions"]
    all_blobs = sum(beside.blobs.values())
    same_blobs = sum(beside.blobs[name] for name in names)
    figure = partial(single, PART, database.kind)
    return [
        figure(
            f"blob data {state}",
            "MB",
            found["blob_data"] / MB,
            ratios=[
                Ratio(
                    f"all of git's blobs, {all_blobs:,} bytes", [found["blob_data"] / all_blobs], Bound(at_most=most)
                ),
                # git's also hold what was merged; its deltas for these texts may rest on such.
                Ratio(f"those of these texts, {same_blobs:,} bytes", [found["blob_data"] / same_blobs]),
                Ratio(f"plain sum, {plain / MB:.1f} MB", [found["blob_data"] / plain]),
            ],
            details={"versions": versions, "texts": len(names)},
        ),
        figure(
            f"versions and blobs with indexes, {state}",
            "MB",
            found["relations"] / MB,
            ratios=[
                Ratio(
                    f"git's pack and indexes, {beside.whole:,} bytes",
                    [found["relations"] / beside.whole],
                    Bound(at_most=1.6),
                )
            ],
            details={"bytes a version": found["relations"] / versions},
        ),
        figure(f"longest chain, {state}", "steps", found["longest"], bound=Bound(at_most=32)),
    ]


def file_size(database: Database, *, part: str, packed: int, bound: Bound, state: str) -> Figure:
    """Return the size of SQLite's whole file beside git's pack."""
    size = sum(path.stat().st_size for path in database.folder.glob("stemma.sqlite3*"))
    ratio = Ratio(f"git's pack and indexes, {packed:,} bytes", [size / packed], bound)
    return single(part, database.kind, f"SQLite's file, {state}", "MB", size / MB, ratios=[ratio])


def _rebuilding(database: Database, *, rounds: int) -> list[Figure]:
    found = database.inside("storing", "rebuild", str(rounds))
    figures = []
    for kind, name in (("read", "read a version from the database"), ("rebuild", "rebuild a version in memory")):
        for point in ("p50", "p99", "max"):
            beside = [each[point] for each in found["ratio"]]
            figures.append(
                Figure(
                    part=PART,
                    database=database.kind,
                    name=f"{name}, {point}",
                    unit="µs",
                    values=[each[point] * MICROSECONDS for each in found[kind]],
                    ratios=[Ratio("one plain zstd decompression", beside)] if kind == "rebuild" else [],
                )
            )
    return figures


def _chains(database: Database, *, rounds: int) -> list[Figure]:
    figures = []
    for size, most in CHAINS.items():
        found = database.inside("storing", "chain", str(size * 1000), str(rounds))
        ratios = ratios_of(found["rebuild"], found["plain"])
        figures.append(
            Figure(
                part=PART,
                database=database.kind,
                name=f"rebuild {size} KB behind the longest chain",
                unit="µs",
                values=[seconds * MICROSECONDS for seconds in found["rebuild"]],
                ratios=[Ratio("one plain zstd decompression", ratios, Bound(at_most=25))],
                bound=Bound(at_most=most),
                details={"steps": found["steps"][0]},
            )
        )
    return figures
