"""`manage.py import_document360 --project SLUG --source-project ID`: read a project of Document360 by its API."""

import os
from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import CommandError

from versioning.management.counts import counts_of
from versioning.management.progress import progress
from versioning.management.verb_command import VerbCommand, project_by_slug
from versioning.services.access.system_actor import system_actor
from versioning.services.transfer.import_document360 import (
    Connection,
    Document360Summary,
    SourceUnavailable,
    import_document360,
)
from versioning.services.transfer.import_zip import CONTENT_TYPES
from versioning.services.transfer.start_document360_import import API_URL

TOKEN = "DOCUMENT360_TOKEN"  # noqa: S105  the name of a variable


class Command(VerbCommand):
    help = (
        "Import a project of Document360 by its API v3: categories and articles, all versions, drafts, languages and "
        f"pictures. The token comes from the environment variable {TOKEN}, so no list of processes shows it. Run it "
        "again at any time: it adds only what is new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="project to import into")
        parser.add_argument("--source-project", required=True, metavar="ID", help="id of the project in Document360")
        parser.add_argument("--url", default=API_URL, help=f"address of the API (default: {API_URL})")
        parser.add_argument(
            "--html-as",
            default="wysiwyg",
            choices=CONTENT_TYPES,
            help="what rich text becomes: markdown, or wysiwyg, which keeps it (default: wysiwyg)",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing of it")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = Connection(
            options["url"], options["source_project"], os.environ.get(TOKEN, ""), content_type=options["html_as"]
        )
        if not connection.token:
            raise CommandError(f"Set the environment variable {TOKEN} to a token that may read the project.")
        project = project_by_slug(options["project"])
        try:
            with progress("texts") as report:
                summary = import_document360(
                    actor=system_actor(),
                    project=project,
                    connection=connection,
                    report=report,
                    wait=sleep,
                    is_rehearsal=options["dry_run"],
                )
        except SourceUnavailable as error:
            raise CommandError(f"{error} What was imported is saved. Run the command again.") from error
        if options["dry_run"]:
            self.stdout.write("This is a dry run. Nothing was imported.")
        self._print(summary)

    def _print(self, summary: Document360Summary) -> None:
        # `repr`, because a name may hold control characters that a terminal would obey.
        for name, reason in summary.refusals:
            self.stdout.write(f"Skipped {name!r}: {reason}")
        counts = counts_of(
            *((count, what.removesuffix("s"), what) for what, count in summary.counts.items()),
            (summary.files, "picture or attachment", "pictures and attachments"),
        )
        self.stdout.write(f"{counts or 'There is nothing to import'}.")
