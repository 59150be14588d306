"""`manage.py export_project PROJECT FILE`: write everything of a project into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.export_project import export_project


class Command(VerbCommand):
    help = (
        "Write everything of a project into one file: all versions, drafts, files, settings and events. "
        "`import_project` reads it on this or another server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument("file", metavar="FILE", type=Path, help="a new file, usually ending in .stemma.tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_by_slug(options["project"])
        with progress("rows") as report:
            manifest = export_project(actor=system_actor(), project=project, target=options["file"], report=report)
        counts = manifest.counts
        self.stdout.write(
            f"Wrote {counts['documents']:,} documents, {counts['versions']:,} versions, {counts['drafts']:,} drafts, "
            f"{counts['files']:,} files and {counts['events']:,} events to {options['file']}."
        )
