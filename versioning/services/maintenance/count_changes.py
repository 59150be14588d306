"""Count the words of versions that were written without their counts, for example by an import."""

from dataclasses import dataclass
from time import monotonic

from django.db import transaction

from versioning.models import Actor, Version
from versioning.models.history.blob import Blob, CorruptBlob
from versioning.policies import authorize_organization
from versioning.services.kernel.counting import COUNTS, measure, set_counts
from versioning.services.maintenance.repack import Report
from versioning.text.compare.change_size import ChangeSize

PAGE = 200


@dataclass(frozen=True)
class CountSummary:
    """What a run did. `damaged` holds the ids of versions that cannot be read, or whose source cannot."""

    versions: int
    damaged: tuple[str, ...]
    seconds: float


def count_changes(*, actor: Actor, report: Report) -> CountSummary:
    """Count the words of every published version that has no counts yet.

    Safe beside any writer: no lock is held while texts are read, and each page is written in a short transaction. If it
    is stopped, its work so far is saved, and the next run continues.

    Raises NotAllowed.
    """
    authorize_organization(actor=actor)
    started, uncounted = monotonic(), Version.objects.uncounted()
    total, done, damaged = uncounted.count(), 0, list[str]()
    report(done, total)
    page = list(uncounted[:PAGE])
    while page:
        # Before the transaction, because rebuilding the texts takes long.
        sizes = [(version, size) for version in page if (size := _measured(version, damaged=damaged)) is not None]
        with transaction.atomic():
            for version, size in sizes:
                set_counts(version, size=size)
                # If the version was purged meanwhile, this updates nothing.
                counts = {name: getattr(version, name) for name in COUNTS}
                Version.objects.filter(pk=version.pk).update(**counts)
        done += len(page)
        report(done, total)
        page = list(uncounted.filter(pk__gt=page[-1].pk)[:PAGE])
    return CountSummary(versions=done - len(damaged), damaged=tuple(damaged), seconds=monotonic() - started)


def _measured(version: Version, *, damaged: list[str]) -> ChangeSize | None:
    """Return the counts, or None if a text cannot be read. Damaged versions are added to `damaged`."""
    try:
        return measure(version)
    except CorruptBlob:
        damaged.append(str(version.pk))
    except Blob.DoesNotExist:
        # Since the page was read, the draft that it was forked from was saved and its former text purged.
        pass
    return None
