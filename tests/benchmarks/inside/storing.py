"""A real history in the database: `… storing import BUNDLE`, `names`, `sizes`, `rebuild ROUNDS`, `chain SIZE N`."""

import hashlib
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import zstandard
from django.db import connection
from django.db.models import Max, Sum

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.figures import percentile
from tests.benchmarks.floor_sql import POSTGRES, body_column
from tests.benchmarks.inside import say
from tests.benchmarks.inside.seed import write_history
from versioning.models import Blob, Project, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_git import import_git
from versioning.text.delta.chain import Chain

SAMPLE = 400
REPEATS = 40
STEPS = 33
PLAIN = zstandard.ZstdCompressor(level=3)
TABLES = (Version._meta.db_table, Blob._meta.db_table)


def run_import(bundle: str) -> dict[str, Any]:
    project = Project.objects.get(slug=PROJECT)
    summary = import_git(actor=system_actor(), project=project, source=bundle, report=lambda done, total: None)
    return {"versions": summary.tally.versions, "seconds": summary.seconds, "memory": _most_memory()}


def _most_memory() -> int:
    """Return the most bytes that this process had in memory so far."""
    # Not `getrusage`: it counts the process that started this one, too.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def sizes() -> dict[str, Any]:
    """Bytes of everything."""
    return {
        "versions": Version.objects.count(),
        "plain": Version.objects.aggregate(total=Sum("body__size"))["total"],
        "blob_data": _number(
            f"SELECT SUM({'pg_column_size' if POSTGRES else 'LENGTH'}({body_column()})) FROM {TABLES[1]}"
        ),
        "relations": sum(_relation(table) for table in TABLES),
        "longest": longest_chain(),
    }


def git_names() -> list[str]:
    """Return what git calls these texts."""
    versions = Version.objects.with_text().order_by("document", "number").iterator(chunk_size=100)
    return sorted({_git_name(version) for version in versions})


def tidy() -> str:
    """Return what an operator does now and then: give back the room of rows that are gone."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL" if POSTGRES else "VACUUM")
    return "done"


def rebuild(rounds: int) -> dict[str, list[dict[str, float]]]:
    """A sample of all versions, in any order: reading each from the database, and rebuilding it in memory alone."""
    keys = list(Version.objects.order_by("pk").values_list("pk", flat=True))
    found: dict[str, list[dict[str, float]]] = {"read": [], "rebuild": [], "ratio": []}
    for turn in range(rounds):
        chosen = random.Random(turn).sample(keys, min(SAMPLE, len(keys)))
        times = [_times(key) for key in chosen]
        for place, name in enumerate(("read", "rebuild", "ratio")):
            values = [each[place] for each in times]
            found[name].append(
                {"p50": percentile(values, 50), "p99": percentile(values, 99), "max": percentile(values, 100)}
            )
    return found


def chain(*, size: int, rounds: int) -> dict[str, list[float]]:
    """Rebuilding the text behind the longest chain of a history of small edits."""
    document = write_history(texts=STEPS, size=size)
    blobs = Blob.objects.filter(document=document)
    order = "-depth" if _has_depth() else "-id"
    version = Version.objects.with_text().filter(body=blobs.order_by(order, "-id")[0])[0]
    text = version.text.encode()
    plain = PLAIN.compress(text)
    rebuilt, unpacked = [], []
    for _ in range(rounds):
        rebuilt.append(_median(lambda: rebuilt_text(version)))
        unpacked.append(_median(lambda: zstandard.decompress(plain)))
    return {"rebuild": rebuilt, "plain": unpacked, "steps": [longest_chain()]}


def longest_chain() -> int:
    """Steps from a whole text to the one that is furthest from it."""
    return int(Blob.objects.aggregate(most=Max("depth"))["most"] or 0) if _has_depth() else 0


def _has_depth() -> bool:
    return any(field.name == "depth" for field in Blob._meta.concrete_fields)


def _times(key: UUID) -> Sequence[float]:
    """Seconds of a read from the database, of the rebuilding alone, and the latter beside a plain decompression."""
    began = time.perf_counter()
    version = Version.objects.with_text().get(pk=key)
    text = version.body.read()
    read = time.perf_counter() - began
    plain = PLAIN.compress(text)
    rebuilt = _cpu_seconds(lambda: rebuilt_text(version))
    return read, rebuilt, rebuilt / _cpu_seconds(lambda: zstandard.decompress(plain))


def rebuilt_text(version: Version) -> bytes:
    """From the links anew: a chain that was read remembers its text."""
    return Chain(version.body_chain.links).text()


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_cpu_seconds(work) for _ in range(REPEATS))


def _cpu_seconds(work: Callable[[], object]) -> float:
    """Of the processor, so that what else the machine does counts little."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _git_name(version: Version) -> str:
    """Return what git calls this text."""
    text = version.body.read()
    return hashlib.sha1(b"blob %d\0%s" % (len(text), text), usedforsecurity=False).hexdigest()


def _relation(table: str) -> int:
    """Return a table with its indexes and all that is kept apart for it."""
    if POSTGRES:
        return _number(f"SELECT pg_total_relation_size('{table}')")
    return _number(
        f"SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = '{table}')"
    )


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["import", bundle]:
            found: Any = run_import(bundle)
        case ["names"]:
            found = git_names()
        case ["sizes"]:
            found = sizes()
        case ["tidy"]:
            found = tidy()
        case ["rebuild", rounds]:
            found = rebuild(int(rounds))
        case ["chain", size, rounds]:
            found = chain(size=int(size), rounds=int(rounds))
        case other:
            sys.exit(f"Nothing is known of {other}.")
    say(found)
