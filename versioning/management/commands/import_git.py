"""`manage.py import_git SOURCE --project SLUG`: a git history becomes versions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from versioning.exceptions import VersioningError
from versioning.management.progress import progress
from versioning.models import Project
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer.import_git import DEFAULT_PATHS, DEFAULT_REF, ImportSummary, import_git


class Command(BaseCommand):
    help = (
        "Import the first-parent history of a git repository or bundle: every version of every matching file, byte for "
        "byte. Run again, it adds what is new; killed, it goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="the folder of a repository, or a bundle")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project that receives the documents")
        parser.add_argument("--ref", default=DEFAULT_REF, help="a branch, tag or commit (%(default)s)")
        parser.add_argument(
            "--path",
            action="append",
            metavar="PATTERN",
            help=f"which files, as git's glob patterns; may be given again ({' '.join(DEFAULT_PATHS)}). Keep to the "
            "same patterns from run to run: files of older commits cannot be put in between later.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        try:
            with progress("versions") as report:
                summary = import_git(
                    actor=system_actor(),
                    project=project,
                    source=options["source"],
                    ref=options["ref"],
                    paths=options["path"] or DEFAULT_PATHS,
                    report=report,
                )
        except VersioningError as error:
            raise CommandError(error.message) from error
        except GitFailed as error:
            raise CommandError(f"git could not go on: {error}. What was imported stays; run it again.") from error
        self._tell(summary)

    def _tell(self, summary: ImportSummary) -> None:
        tally = summary.tally
        for refusal in summary.refusals:
            self.stdout.write(f"Refused {refusal.path!r} of commit {refusal.commit[:12]}: {refusal.reason}.")
        if summary.passed_over:
            self.stdout.write(
                f"Passed over {summary.passed_over} older commits whose files match these patterns, but not those of "
                "the earlier runs. A project of its own takes them in."
            )
        self.stdout.write(
            f"{tally.versions:,} versions of {tally.commits:,} commits: {tally.created:,} new documents, "
            f"{tally.trashed:,} moved to the trash, {tally.restored:,} restored, {summary.people:,} new people, "
            f"{len(summary.refusals):,} files refused. "
            f"{summary.seconds:.1f} s, {summary.versions_a_second:,.0f} versions a second."
        )
