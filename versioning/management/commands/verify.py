"""`manage.py verify`: prove that the data breaks no promise."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import Depth, verify_database


class Command(VerbCommand):
    help = (
        "Check the whole database against every promise about the data. Prints one line for each breach (code, table, "
        "id, sentence) and exits with status 1 if there is one. Progress goes to standard error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect", type=Path, metavar="BACKUP", help="also check that nothing of this backup is missing"
        )
        parser.add_argument("--files", action="store_true", help="also read every file and compare it with its hash")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        depth = Depth.BYTES if options["files"] else Depth.SIZES
        backup = options["expect"] and options["expect"].absolute()
        for breach in verify_database(actor=system_actor(), tell=self._print, expect=backup, depth=depth):
            count += 1
            # Standard output holds breaches only, so that it can be filtered.
            self.stdout.write(str(breach))
        if count:
            raise CommandError(f"Breaches found: {count:,}.")
        self._print("No breaches found.")

    def _print(self, sentence: str) -> None:
        self.stderr.write(sentence, self.style.NOTICE)
