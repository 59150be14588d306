"""What a real history takes, and how long its texts take: `python -m tests.benchmarks.packing BUNDLE`.

The bundle's branch main is imported into both databases, packed by git (`gc --aggressive`) beside it, and packed by
`repack`. Figures are given as shares of git's; times as multiples of decompressing the same text once, in one run.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.database import Database, sizes_of
from tests.postgres import running_server
from tests.text.histories import chains, lines
from versioning.text.chain import MAX_STEPS, Chain
from versioning.text.delta import decode, encode

MANAGE = (sys.executable, "manage.py")
REPEATS = 40
TEXT_SIZES = (20_000, 200_000)


def git_bytes(bundle: Path) -> tuple[int, int]:
    """(bytes of all file contents, bytes of the pack) of the history, packed as tightly as git can."""
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        repository = Path(folder, "repository.git")
        subprocess.run(["git", "clone", "--quiet", "--bare", "-b", "main", bundle, repository], check=True)
        git = ("git", "-C", str(repository))
        subprocess.run([*git, "gc", "--quiet", "--aggressive", "--prune=now"], check=True)
        objects = subprocess.run([*git, "rev-list", "--objects", "--all"], check=True, capture_output=True)
        command = [*git, "cat-file", "--batch-check=%(objecttype) %(objectsize:disk) %(rest)"]
        told = subprocess.run(command, input=objects.stdout, check=True, capture_output=True).stdout
        blobs = sum(int(line.split()[1]) for line in told.splitlines() if line.startswith(b"blob"))
        return blobs, sum(pack.stat().st_size for pack in repository.glob("objects/pack/*.pack"))


@contextmanager
def project_in(database_url: str) -> Iterator[Callable[..., str]]:
    """A migrated database with an empty project; runs `manage.py` commands on it."""
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        url = database_url or f"sqlite:///{folder}/stemma.sqlite3"
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}

        def manage(*words: str) -> str:
            return subprocess.run(
                [*MANAGE, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        manage("migrate", "-v0")
        manage("create_project", "bench")
        manage.url = url  # type: ignore[attr-defined]
        yield manage


def measure_database(name: str, url: str, *, bundle: Path, git: tuple[int, int]) -> dict[str, Any]:
    with project_in(url) as manage:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = manage("import_git", str(bundle), "--project", "bench", "--path", "**/*.md")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        written = Database(manage.url)  # type: ignore[attr-defined]
        result: dict[str, Any] = {"import": said.splitlines()[-1], "as written": sizes_of(written)}
        result["repack"] = manage("repack").splitlines()[-1]
        written.tidy()
        result["repacked"] = sizes_of(written)
        manage("verify")
    result["processor seconds"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {result['import']}")
    print(f"  {result['processor seconds']:.1f} s of the processor, start and git included")
    for moment in ("as written", "repacked"):
        sizes = result[moment]
        print(
            f"  {moment:<10}  texts {sizes['texts']:>9,} bytes = {sizes['texts'] / git[0]:.2f} x git's contents"
            f"   tables and indexes {sizes['tables']:>9,} = {sizes['tables'] / git[1]:.2f} x git's pack"
            f"   at most {sizes['depth']} steps"
        )
    print(f"  {result['repack']}")
    return result


def measure_rebuilding(size: int) -> dict[str, Any]:
    """The text at the end of the longest chain, against one decompression of the same text kept whole."""
    words = lines(size // 65)
    texts = []
    for step in range(MAX_STEPS + 1):
        words[step * 7 % len(words)] = b"edited %d" % step
        texts.append(b"\n".join(words))
    *_, (text, chain) = chains(texts)
    alone = encode(text)
    floor, rebuilt = [], []
    for _ in range(REPEATS):
        floor.append(_time(lambda: decode(alone, size=len(text))))
        rebuilt.append(_time(lambda: Chain(chain.links).text()))
    ratios = [taken / plain for taken, plain in zip(rebuilt, floor, strict=True)]
    row = {"steps": len(chain) - 1, "plain us": statistics.median(floor), "chain us": statistics.median(rebuilt)}
    row |= {"ratio": statistics.median(ratios), "ratio_min": min(ratios), "ratio_max": max(ratios)}
    print(
        f"rebuilding {size // 1000} KB behind {row['steps']} steps, hash included: {row['chain us']:.0f} us, "
        f"plain {row['plain us']:.0f} us, ratio {row['ratio']:.1f} ({row['ratio_min']:.1f} to {row['ratio_max']:.1f})"
    )
    return row


def _time(call: Callable[[], object]) -> float:
    """Microseconds of the processor, so that what else the machine does counts little."""
    start = time.thread_time()
    call()
    return (time.thread_time() - start) * 1e6


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Name a git bundle whose branch is main: python -m tests.benchmarks.packing BUNDLE")
    bundle = Path(sys.argv[1])
    git = git_bytes(bundle)
    print(f"git gc --aggressive: contents {git[0]:,} bytes, pack {git[1]:,} bytes")
    results: dict[str, Any] = {"git": git, "rebuilding": {size: measure_rebuilding(size) for size in TEXT_SIZES}}
    results["sqlite"] = measure_database("sqlite", "", bundle=bundle, git=git)
    with running_server() as url:
        results["postgresql"] = measure_database("postgresql", url, bundle=bundle, git=git)
    os.makedirs("var", exist_ok=True)
    with open("var/bench-storage.json", "w") as file:
        json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
