"""`manage.py repack`: store the whole history in less space."""

from argparse import ArgumentParser
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.repack import RepackSummary, estimate_repack, repack


class Command(VerbCommand):
    help = (
        "Compress the texts of every document again, so that the history takes less space. No text changes. You can "
        "run it while the server works, and stop it at any time: the next run continues."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print what it would save, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        act = estimate_repack if options["dry_run"] else repack
        with progress("texts") as report:
            summary = act(actor=system_actor(), report=report)
        self.stdout.write(_line(summary, words="would take" if options["dry_run"] else "now take"))
        if summary.busy:
            self.stdout.write(
                f"Skipped {summary.busy:,} parts of the history, because others wrote there. Run it again."
            )
        if summary.damaged:
            keys = ", ".join(map(str, summary.damaged))
            # Damage is not repaired here, so that nothing hides it.
            self.stderr.write(f"These blobs are damaged and were left unchanged (see `manage.py verify`): {keys}")


def _line(summary: RepackSummary, *, words: str) -> str:
    share = summary.after / summary.before if summary.before else 1.0
    return (
        f"All texts took {summary.before:,} bytes and {words} {summary.after:,} ({share:.0%}): {summary.texts:,} texts "
        f"of {summary.documents:,} documents compressed again. {summary.seconds:.1f} s."
    )
