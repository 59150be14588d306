"""`manage.py purge`: count what was kept long enough or, with `--delete`, delete it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from versioning.management.pending_migrations import refuse_pending_migrations
from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge


class Command(VerbCommand):
    help = (
        "Count documents and files in the trash, discarded drafts, unused texts and bytes, idempotency keys, jobs, "
        "sessions, OAuth 2 tokens and deliveries to webhooks that were kept for as long as the settings say. With "
        "--delete they are deleted for good. You can run it while the server works."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete them (default: only count them)")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_pending_migrations(self)
        # Deleting needs an option of its own, because it cannot be undone.
        act = purge if options["delete"] else find_purgeable
        plan = act(actor=system_actor(), now=timezone.now())
        self.stdout.write("Deleted for good:" if options["delete"] else "Would be deleted (use --delete):")
        for label, count, kept in _rows(plan):
            self.stdout.write(f"{count:>12,}  {label:<43} kept for {kept}")


def _rows(plan: PurgePlan) -> tuple[tuple[str, int, str], ...]:
    discarded = f"{settings.KEEP_DISCARDED_DAYS} days"
    trashed = f"{settings.KEEP_TRASHED_DAYS} days"
    jobs = f"{settings.KEEP_JOBS_DAYS} days"
    keys = f"{settings.KEEP_IDEMPOTENCY_KEYS_HOURS} hours"
    both = f"{discarded} and {trashed}"
    return (
        ("documents in the trash", plan.documents, trashed),
        ("discarded drafts, versions in the trash", plan.versions, both),
        ("texts that no version uses", plan.blobs, discarded),
        ("idempotency keys", plan.idempotency_keys, keys),
        ("jobs that ended", plan.jobs, jobs),
        ("files in the trash that no text uses", plan.files, trashed),
        ("stored bytes that belong to no file", plan.orphans, "1 day"),
        ("expired sessions, OAuth 2 codes and tokens", plan.sign_ins, "as long as they work"),
        ("deliveries to webhooks", plan.deliveries, f"{settings.KEEP_DELIVERIES_DAYS} days"),
    )
