"""A git history of long texts, the same in every run, and its packing by git, which takes two minutes."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.texts import KB, edited, prose
from tests.git_repos import git

DOCUMENTS, VERSIONS_OF_EACH = 4, 1_000
SIZE = 245 * KB
AUTHOR = b"Anna Author <anna@example.org>"
START = 1_600_000_000


@dataclass(frozen=True)
class LongHistory:
    """The bundle to import, and the bytes of git's pack with its indexes."""

    bundle: Path
    packed: int


@contextmanager
def long_history() -> Iterator[LongHistory]:
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        repository, bundle = Path(folder, "long.git"), Path(folder, "long.bundle")
        repository.mkdir()
        git(repository, "init", "--quiet", "--bare", "--initial-branch=main")
        _write(repository)
        git(repository, "gc", "--quiet", "--aggressive", "--prune=now")
        git(repository, "bundle", "create", "--quiet", str(bundle), "main")
        yield LongHistory(bundle, sum(path.stat().st_size for path in repository.glob("objects/pack/*")))


def _write(repository: Path) -> None:
    """Import the commits one by one. Together they have a gigabyte."""
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as reader:
        assert reader.stdin is not None
        reader.stdin.writelines(_commits())
    if reader.returncode:
        raise subprocess.CalledProcessError(reader.returncode, command)


def _commits() -> Iterator[bytes]:
    """Yield each commit as `git fast-import` reads it. It writes one text, a small edit of the text before."""
    for document in range(DOCUMENTS):
        text = f"# Long text {document}\n{prose(SIZE, seed=document)}"
        for version in range(VERSIONS_OF_EACH):
            text = edited(text, seed=document * VERSIONS_OF_EACH + version)
            when = START + 60 * (document * VERSIONS_OF_EACH + version)
            yield b"commit refs/heads/main\ncommitter %s %d +0000\n" % (AUTHOR, when)
            yield b"data <<END\n%s\nEND\n" % f"Change {text[:30]!r} in place {version}".encode()
            yield b"M 100644 inline docs/long-%d.md\ndata %d\n%s\n" % (document, len(text), text.encode())
