"""`manage.py import_git SOURCE --project SLUG`: import a git history as versions."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from versioning.management.counts import count_of, counts_of
from versioning.management.layouts import add_files, add_layout, print_notes
from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_git import DEFAULT_PATHS, DEFAULT_REF, ImportOptions, ImportSummary, import_git
from versioning.services.transfer.rehearse_git import rehearse_git

VERSIONS = ("version", "versions")
REASON = "because another version became current"
WAITING = (f"outdated draft, {REASON}", f"outdated drafts, {REASON}")


def _pair(text: str) -> tuple[str, str]:
    """Parse `EMAIL=USERNAME`. An address may hold an equals sign, a user name may not."""
    email, equals, username = text.rpartition("=")
    if not (email and equals and username):
        raise ArgumentTypeError(f"{text!r} is not EMAIL=USERNAME")
    return email, username


class Command(VerbCommand):
    help = (
        "Import the first-parent history of a git repository or bundle: every version of every matching file, byte for "
        "byte. Run it again to add what is new. If it is stopped, the next run continues."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="folder of a repository, or a bundle")
        parser.add_argument("--project", required=True, metavar="SLUG", help="project to import into")
        parser.add_argument("--ref", default=DEFAULT_REF, help="branch, tag or commit (default: %(default)s)")
        parser.add_argument(
            "--path",
            action="append",
            metavar="PATTERN",
            help=f"files to import, as a git glob pattern, repeatable (default: {' '.join(DEFAULT_PATHS)}). Use the "
            "same patterns in every run: files of older commits cannot be added later.",
        )
        parser.add_argument(
            "--repair-files",
            action="store_true",
            help="also add the pictures and attachments that earlier imports left out",
        )
        add_layout(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing of it")
        add_files(parser)
        parser.add_argument(
            "--author",
            action="append",
            default=[],
            type=_pair,
            metavar="EMAIL=USERNAME",
            help="member of the project who wrote what this address wrote, repeatable (default: nobody: the author is "
            "shown by name, and no account is given the versions)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_by_slug(options["project"])
        import_it = rehearse_git if options["dry_run"] else import_git
        with progress("versions") as report:
            summary = import_it(
                actor=system_actor(),
                project=project,
                source=options["source"],
                options=ImportOptions(
                    ref=options["ref"],
                    paths=options["path"] or DEFAULT_PATHS,
                    files=options["files"],
                    authors=dict(options["author"]),
                    layout=options["layout"],
                    repairs_files=options["repair_files"],
                ),
                report=report,
            )
        if options["dry_run"]:
            self.stdout.write("This is a dry run. Nothing was imported.")
        self._print(summary, is_rehearsal=options["dry_run"])

    def _print(self, summary: ImportSummary, *, is_rehearsal: bool) -> None:
        tally = summary.tally
        print_notes(summary.notes, self.stdout)
        for refusal in summary.refusals:
            # `repr`, because a path may hold control characters that a terminal would obey.
            self.stdout.write(f"Refused {refusal.path!r} of commit {refusal.commit[:12]}: {refusal.reason}.")
        for skipped in summary.skipped:
            self.stdout.write(f"Skipped {skipped.path!r}: {skipped.reason}")
        if summary.passed_over:
            self.stdout.write(
                f"Skipped {summary.passed_over:,} older commits: their files match these patterns, but not those of "
                "the earlier runs. To get these commits, import into a new project."
            )
        done = counts_of(
            (tally.created, "new document", "new documents"),
            (tally.trashed, "moved to the trash", "moved to the trash"),
            (tally.restored, "restored", "restored"),
            (tally.drafts, *WAITING),
            (tally.files, "picture or attachment", "pictures and attachments"),
            (tally.placed, "put in its place", "put in their places"),
            (len(summary.refusals), "file refused", "files refused"),
            (len(summary.skipped), "other file skipped", "other files skipped"),
        )
        versions, commits = count_of(tally.versions, *VERSIONS), count_of(tally.commits, "commit", "commits")
        self.stdout.write(
            f"{'Would import' if is_rehearsal else 'Imported'} {versions} from {commits}{done and f': {done}'}. "
            f"{summary.seconds:.1f} s, {count_of(round(summary.versions_a_second), *VERSIONS)} per second."
        )
