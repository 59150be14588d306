"""`manage.py purge`: what has outlived its time, counted or, with `--delete`, taken."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from versioning.management.verb_command import VerbCommand
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge


class Command(VerbCommand):
    help = (
        "Count documents in the trash, discarded drafts, left-over texts, idempotency keys and tokens of OAuth 2 that "
        "are older than the settings keep them. With --delete they are taken for good. It may run at any time, beside "
        "a working server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="take them; without it, nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        act = purge if options["delete"] else find_purgeable
        plan = act(actor=system_actor(), now=timezone.now())
        self.stdout.write("Taken for good:" if options["delete"] else "Would be taken (--delete takes them):")
        for label, count, kept in _rows(plan):
            self.stdout.write(f"{count:>12,}  {label:<43} kept for {kept}")


def _rows(plan: PurgePlan) -> tuple[tuple[str, int, str], ...]:
    discarded = f"{settings.KEEP_DISCARDED_DAYS} days"
    trashed = f"{settings.KEEP_TRASHED_DAYS} days"
    keys = f"{settings.KEEP_IDEMPOTENCY_KEYS_HOURS} hours"
    both = f"{discarded} and {trashed}"
    return (
        ("documents in the trash", plan.documents, trashed),
        ("discarded drafts, and versions in the trash", plan.versions, both),
        ("texts that no version holds any more", plan.blobs, discarded),
        ("idempotency keys", plan.idempotency_keys, keys),
        ("codes and tokens of OAuth 2 that expired", plan.sign_ins, f"{settings.OAUTH_REFRESH_DAYS} days"),
    )
