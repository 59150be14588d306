"""`make trial-histories ARGS="--bundle PATH"`: import a real history with its pictures, show it, and export it again.

Every version is rendered, and each of its pictures compared with what git has in its commit. Then the history is
exported. Each file of each exported commit must be the one of the imported commit, byte for byte, with its mode. With
`--path '**' --files '**'` nothing of a commit may be absent. Exits with 1 if something differs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.databases import POSTGRES, PROJECT, SQLITE, Database, databases
from tests.git_repos import git

FAULTS = (
    "wrong",
    "exported files that differ",
    "commits that the export lacks",
    "commits that the export adds",
)


def run(database: Database, *, repository: Path, folder: Path, options: argparse.Namespace) -> dict[str, object]:
    """Return the row of the table."""
    words = [word for path in options.path for word in ("--path", path)]
    words += [word for pattern in options.files for word in ("--files", pattern)]
    database.manage("import_git", str(repository), "--project", PROJECT, "--ref", options.ref, *words)
    found = database.inside("histories", "compare", str(repository))
    database.manage("export_git", PROJECT, str(folder / "exported"))
    exported = _compare_trees(repository, folder / "exported", commits=database.inside("histories", "commits"))
    return {"database": database.kind, **found["counts"], **exported, "faults": found["faults"][: options.faults]}


def _compare_trees(repository: Path, exported: Path, *, commits: list[str]) -> Counter[str]:
    """Count the files of the exported commits, and those that differ from the imported ones, in their order."""
    counts = Counter[str]()
    written = git(exported, "rev-list", "--reverse", "main").decode().split()
    counts["commits"] = len(commits)
    counts["commits that the export lacks"] = max(0, len(commits) - len(written))
    counts["commits that the export adds"] = max(0, len(written) - len(commits))
    for sha, other in zip(commits, written, strict=False):
        before, after = _entries(repository, sha), _entries(exported, other)
        counts["exported files"] += len(after)
        counts["exported files that differ"] += len(after - before)
        counts["commits with all of their files"] += before == after
        counts["commits with the same name"] += sha == other
    return counts


def _entries(repository: Path, commit: str) -> set[bytes]:
    """Return the lines of all regular files: mode, blob and path."""
    return {line for line in git(repository, "ls-tree", "-r", "-z", commit).split(b"\0") if line.startswith(b"100")}


def main() -> None:
    """Run the trial on a fresh database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True, help="a git bundle, such as of a book's repository")
    parser.add_argument("--ref", default="main")
    parser.add_argument("--path", action="append", default=[], help="git's pattern of the texts. Default: all Markdown")
    parser.add_argument("--files", action="append", default=[], help="other files that are taken along")
    parser.add_argument("--database", choices=(SQLITE, POSTGRES), default=SQLITE)
    parser.add_argument("--faults", type=int, default=20, help="how many to print")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stemma-trial-") as temporary, databases(options.database) as made:
        repository = Path(temporary) / "source.git"
        command = ["git", "clone", "--quiet", "--bare", "--branch", options.ref, str(options.bundle), str(repository)]
        subprocess.run(command, check=True)
        row = run(made.fresh(), repository=repository, folder=Path(temporary), options=options)
    print(json.dumps(row, indent=2))
    if any(count for name, count in row.items() if name in FAULTS):
        sys.exit("The history came back otherwise than it was.")


if __name__ == "__main__":
    main()
