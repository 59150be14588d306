"""`python -m tests.trials.imported_pages --bundle PATH`: what readers see of the pages of an imported history."""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.databases import PROJECT, SQLITE, Databases


def main() -> None:
    """Import the bundle into a fresh database, render every page, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", required=True, help="a git bundle, such as of a repository of documentation")
    parser.add_argument("--ref", default="main")
    parser.add_argument("--path", action="append", default=[], help="git's pattern of the files. Default: all Markdown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder:
        database = Databases(kind=SQLITE, url="", folder=Path(folder)).fresh()
        paths = [word for path in options.path for word in ("--path", path)]
        database.manage("import_git", options.bundle, "--project", PROJECT, "--ref", options.ref, *paths)
        # Names of front matter, such as slugs, are read by a job.
        database.manage("worker", "--once")
        found = database.inside("imported_pages", "measure")
    for name, count in found["counts"].items():
        print(f"{count:>8,}  {name}")
    for address, count in found["examples"]:
        print(f"{count:>8,}  {address}")


if __name__ == "__main__":
    main()
