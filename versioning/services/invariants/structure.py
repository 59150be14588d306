"""Invariants of the database schema and of projects."""

from collections.abc import Iterator

from django.db import IntegrityError, connection
from django.db.models import Count, Q

from versioning.models import Branch, Project
from versioning.models.history.triggers import TRIGGERS, missing_triggers
from versioning.services.invariants.breach import Breach, Invariant, no_row


def _find_missing_triggers() -> Iterator[Breach]:
    for name in missing_triggers(connection):
        yield Breach(
            code="trigger_missing",
            table=TRIGGERS[name],
            id=name,
            sentence="the trigger that protects immutable data is missing",
        )


def _find_dangling_references() -> Iterator[Breach]:
    """Yield the first dangling reference, if there is one.

    Only SQLite can have them, if something wrote with foreign keys turned off.
    """
    try:
        # PostgreSQL enforces its foreign keys, so this finds nothing there.
        connection.check_constraints()
    except IntegrityError as error:
        yield Breach(code="reference_dangling", table="-", id="-", sentence=str(error))


STRUCTURE_INVARIANTS = (
    Invariant(title="every trigger exists", find=_find_missing_triggers),
    Invariant(title="every reference points to a row", find=_find_dangling_references),
    no_row(
        code="main_branch_count",
        title="every project has one main branch",
        sentence="the project has no main branch, or more than one",
        rows=lambda: Project.objects.annotate(mains=Count("branches", filter=Q(branches__is_main=True))).exclude(
            mains=1
        ),
    ),
    no_row(
        code="main_branch_closed",
        title="no main branch is closed",
        sentence="the project's main branch is closed",
        rows=lambda: Branch.objects.main().filter(closed_at__isnull=False),
    ),
)
