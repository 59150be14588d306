"""`manage.py import_zip FILE --project SLUG`: a zip of Markdown files becomes documents."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, find_project
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_zip import import_zip


class Command(VerbCommand):
    help = (
        "Import a zip of Markdown files: files become documents, folders categories. Run again, only files that "
        "changed become new versions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the zip")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project that receives the documents")

    def handle(self, *args: Any, **options: Any) -> None:
        project = find_project(options["project"])
        with progress("files") as report:
            summary = import_zip(actor=system_actor(), project=project, source=options["file"], report=report)
        for refusal in summary.refusals:
            self.stdout.write(f"Refused {refusal.path!r}: {refusal.reason}")
        told = [f"{count:,} {outcome.value}" for outcome, count in summary.outcomes.items()]
        self.stdout.write(", ".join([*told, f"{summary.passed_over:,} other files passed over"]) + ".")
