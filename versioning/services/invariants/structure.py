"""What holds of the database itself and of its projects."""

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
            sentence="the trigger that keeps what must not change is missing",
        )


def _find_dangling_references() -> Iterator[Breach]:
    """The first one, if any: only SQLite can have them, where something wrote with its foreign keys turned off."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield Breach(code="reference_dangling", table="-", id="-", sentence=str(error))


STRUCTURE_INVARIANTS = (
    Invariant(title="every trigger stands", find=_find_missing_triggers),
    Invariant(title="every reference leads to a row", find=_find_dangling_references),
    no_row(
        code="main_branch_count",
        title="every project has one branch main",
        sentence="the project has no main branch, or several",
        rows=lambda: Project.objects.annotate(mains=Count("branches", filter=Q(branches__is_main=True))).exclude(
            mains=1
        ),
    ),
    no_row(
        code="main_branch_closed",
        title="no branch main is closed",
        sentence="the project's main branch is closed",
        rows=lambda: Branch.objects.main().filter(closed_at__isnull=False),
    ),
)
