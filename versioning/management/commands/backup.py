"""`manage.py backup`: the whole database in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.backup_database import backup_database


class Command(VerbCommand):
    help = (
        "Write a consistent copy of the whole database to a file, while the server runs. The file is read back before "
        "the command says that it is done. `manage.py restore` brings it back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="the file to write; an existing one is replaced at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["target"].absolute()
        manifest = backup_database(actor=system_actor(), target=target)
        documents, versions = manifest.rows["versioning_document"], manifest.rows["versioning_version"]
        self.stdout.write(
            f"Wrote {target}: {documents:,} documents, {versions:,} versions, last event {manifest.last_event}, "
            f"{manifest.size:,} bytes."
        )
