"""`manage.py reindex`: rebuild the search index."""

from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.reindex import reindex


class Command(VerbCommand):
    help = (
        "Rebuild the search index from the current version of every document. Only needed if `verify` asks for it. You "
        "can run it while the server works, and stop it at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with progress("documents") as report:
            done = reindex(actor=system_actor(), report=report)
        self.stdout.write(f"Indexed {done:,} documents.")
