"""`manage.py import_zip FILE --project SLUG`: import a zip of Markdown files as documents."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_zip import import_zip


class Command(VerbCommand):
    help = (
        "Import a zip of Markdown files: files become documents, folders become categories. If you import it again, "
        "only changed files become new versions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the zip")
        parser.add_argument("--project", required=True, metavar="SLUG", help="project to import into")
        parser.add_argument(
            "--files",
            action="append",
            default=[],
            metavar="PATTERN",
            help="pictures and attachments to take along although no text refers to them, as a git glob pattern such "
            "as 'docs/**', repeatable (default: only what the texts refer to)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_by_slug(options["project"])
        with progress("files") as report:
            summary = import_zip(
                actor=system_actor(), project=project, source=options["file"], report=report, patterns=options["files"]
            )
        for refusal in summary.refusals:
            # `repr`, because a name may hold control characters that a terminal would obey.
            self.stdout.write(f"Refused {refusal.path!r}: {refusal.reason}")
        counts = [f"{count:,} {outcome.value}" for outcome, count in summary.outcomes.items()]
        counts += [f"{summary.files:,} pictures and attachments", f"{summary.passed_over:,} other files skipped"]
        self.stdout.write(", ".join(counts) + ".")
