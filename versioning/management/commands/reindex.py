"""`manage.py reindex`: what searches look through, made anew."""

from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.reindex import reindex


class Command(VerbCommand):
    help = (
        "Make anew what searches look through, from what readers get of every document. Needed only where `verify` "
        "says so. It may run at any time, beside a working server, and may be stopped at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with progress("documents") as report:
            done = reindex(actor=system_actor(), report=report)
        self.stdout.write(f"{done:,} documents can be found by what readers get of them.")
