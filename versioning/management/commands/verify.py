"""`manage.py verify`: proves that nothing which must never be false is false."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database


class Command(VerbCommand):
    help = (
        "Prove every promise about the data over the whole database. Prints one line per breach (code, table, id, "
        "sentence) and ends with the status 1 where there is any; its progress goes to standard error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect", type=Path, metavar="BACKUP", help="also check that nothing of this backup is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        expect = options["expect"] and options["expect"].absolute()
        for breach in verify_database(actor=system_actor(), tell=self._tell, expect=expect):
            found += 1
            self.stdout.write(str(breach))
        if found:
            raise CommandError(f"Breaches found: {found:,}.")
        self._tell("No breach found.")

    def _tell(self, sentence: str) -> None:
        self.stderr.write(sentence, self.style.NOTICE)
