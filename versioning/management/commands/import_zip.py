"""`manage.py import_zip FILE --project SLUG`: import Markdown files, or what another product exported."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from versioning.management.counts import counts_of
from versioning.management.layouts import add_files, add_layout, print_notes
from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.models import Transfer, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_zip import CONTENT_TYPES, Conversion, ZipOptions, ZipSummary, import_zip
from versioning.services.transfer.rehearse_zip import rehearse_zip


class Command(VerbCommand):
    help = (
        "Import a zip of Markdown files: files become documents, folders become categories. If you import it again, "
        "only changed files become new versions. An export of Document360, Confluence (HTML) or Notion and a Word "
        "document (.docx) are recognized."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the zip")
        parser.add_argument("--project", required=True, metavar="SLUG", help="project to import into")
        add_files(parser)
        add_layout(parser)
        parser.add_argument(
            "--names",
            default="",
            metavar="ENCODING",
            help="encoding of file names that don't say theirs, such as cp866, gbk or shift_jis "
            "(default: a guess, which is printed)",
        )
        parser.add_argument(
            "--product",
            default="",
            choices=Transfer.Product.values,
            help="what wrote the file (default: it is recognized). `files` reads an export as plain Markdown files",
        )
        parser.add_argument(
            "--html-as",
            default=Version.ContentType.MARKDOWN.value,
            choices=CONTENT_TYPES,
            help="what HTML becomes: markdown or wysiwyg, which is rich text (default: markdown)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing of it")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_by_slug(options["project"])
        import_it = rehearse_zip if options["dry_run"] else import_zip
        conversion = Conversion(options["product"], content_type=options["html_as"], name=options["file"].name)
        with progress("files") as report:
            summary = import_it(
                actor=system_actor(),
                project=project,
                source=options["file"],
                report=report,
                options=ZipOptions(options["files"], options["layout"], options["names"], conversion),
            )
        if options["dry_run"]:
            self.stdout.write("This is a dry run. Nothing was imported.")
            for path, outcome in summary.written:
                self.stdout.write(f"{path!r}: {outcome.one}")
        self._print(summary)

    def _print(self, summary: ZipSummary) -> None:
        print_notes(summary.notes, self.stdout)
        # `repr`, because a name may hold control characters that a terminal would obey.
        for refusal in summary.refusals:
            self.stdout.write(f"Refused {refusal.path!r}: {refusal.reason}")
        for skipped in summary.skipped:
            self.stdout.write(f"Skipped {skipped.path!r}: {skipped.reason}")
        counts = counts_of(
            *((count, outcome.one, outcome.value) for outcome, count in summary.outcomes.items()),
            (summary.files, "picture or attachment", "pictures and attachments"),
            (summary.passed_over, "other file skipped", "other files skipped"),
        )
        self.stdout.write(f"{counts or 'There is nothing to import'}.")
