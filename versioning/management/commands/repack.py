"""`manage.py repack`: the whole history in less room."""

from argparse import ArgumentParser
from typing import Any

from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.repack import RepackSummary, estimate_repack, repack


class Command(VerbCommand):
    help = (
        "Encode the texts of every document anew, so that the history takes less room. No text changes. It may run at "
        "any time, beside a working server, and may be stopped at any time: what it did stays and the next run goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what it would gain; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        act = estimate_repack if options["dry_run"] else repack
        with progress("texts") as report:
            summary = act(actor=system_actor(), report=report)
        self.stdout.write(_line(summary, verb="would take" if options["dry_run"] else "take"))
        if summary.busy:
            self.stdout.write(f"{summary.busy:,} stretches of history were left: others wrote there. Run it again.")
        if summary.damaged:
            keys = ", ".join(map(str, summary.damaged))
            self.stderr.write(f"These blobs are damaged and stay as they are (`manage.py verify` tells more): {keys}")


def _line(summary: RepackSummary, *, verb: str) -> str:
    share = summary.after / summary.before if summary.before else 1.0
    return (
        f"All texts took {summary.before:,} bytes and {verb} {summary.after:,} now ({share:.0%}): {summary.texts:,} "
        f"texts of {summary.documents:,} documents encoded anew. {summary.seconds:.1f} s."
    )
