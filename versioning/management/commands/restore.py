"""`manage.py restore`: a database and files from a file of `manage.py backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.verb_command import VerbCommand
from versioning.services.maintenance.restore_database import Existing, restore_database


class Command(VerbCommand):
    help = (
        "Restore the database and the files from a file that `manage.py backup` wrote, and check that every table has "
        "the rows that the backup counted. Run `manage.py migrate` and `manage.py verify --expect FILE` afterwards."
    )
    # The database may be empty.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="the file that `manage.py backup` wrote")
        parser.add_argument("--replace", action="store_true", help="replace what the database holds now")

    def handle(self, *args: Any, **options: Any) -> None:
        existing = Existing.REPLACE if options["replace"] else Existing.REFUSE
        manifest = restore_database(source=options["source"].absolute(), existing=existing)
        self.stdout.write(
            f"Restored the backup of {manifest.taken_at}: {manifest.rows['versioning_document']:,} documents, "
            f"{manifest.rows['versioning_version']:,} versions, last event {manifest.last_event}."
        )
