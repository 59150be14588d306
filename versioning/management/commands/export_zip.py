"""`manage.py export_zip PROJECT FILE`: what readers see becomes a zip of Markdown files."""

from argparse import ArgumentParser, FileType
from typing import Any

from versioning.management.verb_command import VerbCommand, find_project
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.export_zip import export_zip


class Command(VerbCommand):
    help = "Write the current version of each document of a project into a zip, below the folders of its categories."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        parser.add_argument("file", metavar="FILE", type=FileType("xb"), help="a file that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"] as target:
            for piece in export_zip(actor=system_actor(), project=find_project(options["project"])):
                target.write(piece)
