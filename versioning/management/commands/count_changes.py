"""`manage.py count_changes`: how many words each version has, and how many of them changed."""

from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.count_changes import count_changes


class Command(VerbCommand):
    help = (
        "Count the words of every published version that has no counts yet, as after an import or an upgrade: the "
        "timeline then tells the size of each change. It may run at any time, beside a working server, and may be "
        "stopped at any time: what it did stays and the next run goes on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with progress("versions") as report:
            summary = count_changes(actor=system_actor(), report=report)
        self.stdout.write(f"{summary.versions:,} versions counted. {summary.seconds:.1f} s.")
        if summary.damaged:
            ids = ", ".join(summary.damaged)
            self.stderr.write(f"The texts of these cannot be read (`manage.py verify` tells more): {ids}")
