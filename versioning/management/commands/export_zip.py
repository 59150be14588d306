"""`manage.py export_zip PROJECT FILE`: write the current versions of a project into a zip."""

from argparse import ArgumentParser, FileType
from typing import Any

from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.export_zip import export_zip


class Command(VerbCommand):
    help = "Write the current version of each document of a project into a zip, in the folders of its categories."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", metavar="PROJECT", help="the project's slug")
        # Mode x never overwrites a file.
        parser.add_argument("file", metavar="FILE", type=FileType("xb"), help="a new file")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"] as target:
            for piece in export_zip(actor=system_actor(), project=project_by_slug(options["project"])):
                target.write(piece)
