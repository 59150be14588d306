"""`manage.py backup`: the whole database and all files in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.backup_database import backup_database


class Command(VerbCommand):
    help = (
        "Write a consistent copy of the whole database and of all files to one file, while the server runs. It is read "
        "back before the command says that it is done. `manage.py restore` brings it back. Exits with status 1, after "
        "it has written everything else, if the file store lacks bytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="the file to write; an existing one is replaced at the end")

        parser.add_argument(
            "--without-files",
            action="store_true",
            help="leave the bytes of files out, if the folder or the bucket is backed up in another way",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["target"].absolute()
        manifest = backup_database(actor=system_actor(), target=target, with_files=not options["without_files"])
        documents, versions = manifest.rows["versioning_document"], manifest.rows["versioning_version"]
        self.stdout.write(
            f"Wrote {target}: {documents:,} documents, {versions:,} versions, last event {manifest.last_event}, "
            f"{_files(manifest.files)}, {target.stat().st_size:,} bytes."
        )
        if manifest.missing:
            raise CommandError(
                f"The file store lacks the bytes of {len(manifest.missing):,} files, or they are damaged. "
                "`manage.py verify --files` names them."
            )


def _files(count: int | None) -> str:
    return "no bytes of files" if count is None else f"bytes of {count:,} files"
