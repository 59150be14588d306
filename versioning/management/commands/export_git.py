"""`manage.py export_git PROJECT DIR`: a project becomes a git repository."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from versioning.exceptions import VersioningError
from versioning.management.progress import progress
from versioning.models import Project
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.export_git import export_git


class Command(BaseCommand):
    help = (
        "Write a project as a git repository: imported commits as they were, then one commit for each version that was "
        "published since."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument("directory", metavar="DIR", type=Path, help="a folder that does not exist or is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            with progress("commits") as report:
                summary = export_git(
                    actor=system_actor(), project=project, directory=options["directory"], report=report
                )
        except VersioningError as error:
            raise CommandError(error.message) from error
        if summary.missing:
            self.stdout.write(f"Left out {summary.missing} files whose documents were deleted for good.")
        if summary.repaired:
            self.stdout.write(f"Wrote {summary.repaired} author lines anew that git does not take as they were.")
        self.stdout.write(f"{summary.commits:,} commits in {options['directory']}, {summary.seconds:.1f} s.")
