"""`manage.py recount_usage`: count again what projects and people use."""

from typing import Any

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.recount_usage import recount_usage


class Command(VerbCommand):
    help = (
        "Count again what projects and people use of their quotas. Only needed if `verify` asks for it. You can run it "
        "while the server works."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        corrected = recount_usage(actor=system_actor())
        self.stdout.write(f"Corrected {corrected:,} counters." if corrected else "All counters were right.")
