"""`manage.py import_project FILE`: read a project file."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from versioning.management.counts import count_of
from versioning.management.layouts import print_notes
from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_project import ProjectOptions, ProjectSummary, import_project

SHOWN = ("document", "version", "draft", "file", "event")

KNOWN = ("document was there", "documents were there")


def _pair(text: str) -> tuple[str, str]:
    """Parse `NAME=USERNAME`."""
    name, equals, username = text.rpartition("=")
    if not (name and equals and username):
        raise ArgumentTypeError(f"{text!r} is not NAME=USERNAME")
    return name, username


class Command(VerbCommand):
    help = (
        "Read a file that `export_project` wrote. It becomes a new project, or adds to an existing one what it lacks. "
        "Everything is written or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the project file")
        target = parser.add_mutually_exclusive_group()
        target.add_argument("--project", metavar="SLUG", help="project to import into (default: a new one)")
        target.add_argument("--slug", default="", help="slug of the new project (default: that of the file)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing of it")
        parser.add_argument(
            "--account",
            action="append",
            default=[],
            type=_pair,
            metavar="NAME=USERNAME",
            help="account of this server for a person of the file, by user name, repeatable (default: nobody: authors "
            "are shown by name, and no account is given anything)",
        )

        parser.add_argument(
            "--create-people",
            action="store_true",
            help="create an inactive account for each other person of the file whose user name is free (activate them "
            "in the back office)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        into = project_by_slug(options["project"]) if options["project"] else None
        chosen = ProjectOptions(
            into=into,
            slug=options["slug"],
            accounts=dict(options["account"]),
            create_person=create_user if options["create_people"] else None,
            is_rehearsal=options["dry_run"],
        )
        with progress("rows") as report:
            summary = import_project(actor=system_actor(), source=options["file"], report=report, options=chosen)
        if chosen.is_rehearsal:
            self.stdout.write("This is a dry run. Nothing was imported.")
        self._print(summary, is_rehearsal=chosen.is_rehearsal)

    def _print(self, summary: ProjectSummary, *, is_rehearsal: bool) -> None:
        # `repr`, because a title may hold control characters that a terminal would obey.
        for kind in summary.foreseen:
            self.stdout.write(f"{kind['what'].capitalize()} ({kind['count']:,}):")
            for row in kind["documents"]:
                self.stdout.write(f"  {row['title']!r}")
            if left := kind["count"] - len(kind["documents"]):
                self.stdout.write(f"  and {left:,} more")
        print_notes(summary.notes, self.stdout)
        for title, reason in summary.left_out:
            self.stdout.write(f"{title!r}: {reason}")
        counts = ", ".join(count_of(summary.counts[f"{name}s"], name, f"{name}s") for name in SHOWN)
        done = "Would import" if is_rehearsal else "Imported"
        self.stdout.write(f"{done} {counts} into the project {summary.project.slug} ({summary.project.pk}).")
        if summary.unchanged:
            self.stdout.write(f"{count_of(summary.unchanged, *KNOWN)} already, unchanged.")
        if summary.unknown:
            # `repr`, because a name may hold control characters that a terminal would obey.
            names = ", ".join(repr(name) for name in summary.unknown)
            self.stdout.write(f"Authors without an account: {names}. Give them one with --account or --create-people.")
