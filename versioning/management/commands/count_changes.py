"""`manage.py count_changes`: count the words of each version, and how many of them changed."""

from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.count_changes import count_changes


class Command(VerbCommand):
    help = (
        "Count the words of every published version that has no counts yet, for example after an upgrade. The timeline "
        "shows the size of each change from these counts. You can run it while the server works, and stop it at any "
        "time: the next run continues."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with progress("versions") as report:
            summary = count_changes(actor=system_actor(), report=report)
        self.stdout.write(f"Counted {summary.versions:,} versions in {summary.seconds:.1f} s.")
        if summary.damaged:
            ids = ", ".join(summary.damaged)
            self.stderr.write(f"The texts of these versions cannot be read (see `manage.py verify`): {ids}")
