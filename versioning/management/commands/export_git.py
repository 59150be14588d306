"""`manage.py export_git PROJECT DIR`: write a project as a git repository."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.export_git import export_git


class Command(VerbCommand):
    help = (
        "Write a project as a git repository: the imported commits unchanged, then one commit for each version that "
        "was published since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument("directory", metavar="DIR", type=Path, help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        project, directory = project_by_slug(options["project"]), options["directory"]
        with progress("commits") as report:
            summary = export_git(actor=system_actor(), project=project, directory=directory, report=report)
        if summary.missing:
            self.stdout.write(f"Skipped {summary.missing:,} files whose documents were deleted for good.")
        if summary.repaired:
            self.stdout.write(f"Repaired {summary.repaired:,} author lines that git does not accept.")
        self.stdout.write(f"Wrote {summary.commits:,} commits in {directory} in {summary.seconds:.1f} s.")
