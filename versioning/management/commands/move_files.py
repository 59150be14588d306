"""`manage.py move_files TARGET`: copy all files into another store."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.move_files import move_files


class Command(VerbCommand):
    help = (
        "Copy the bytes of all files into another store, such as from a folder into a bucket, and check each hash. You "
        "can run it while the server works, and stop it at any time: the next run continues. Run it a last "
        "time while nobody uploads, then change FILES_STORAGE and restart the server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="TARGET", help="address of the store, as FILES_STORAGE takes it")

    def handle(self, *args: Any, **options: Any) -> None:
        with progress("files") as report:
            moved = move_files(actor=system_actor(), target=options["target"], report=report)
        self.stdout.write(f"Copied {moved.copied:,} files. {moved.present:,} were there already.")
        if moved.damaged:
            raise CommandError(
                f"{len(moved.damaged):,} files are missing or damaged, and were not copied (see `manage.py verify "
                f"--files`): {', '.join(moved.damaged[:10])}"
            )
