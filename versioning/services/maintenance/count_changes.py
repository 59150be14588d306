"""Counting the words of versions that were written without their counts, as an import does."""

from dataclasses import dataclass
from time import monotonic

from django.db import transaction

from versioning.models import Actor, Version
from versioning.models.history.blob import Blob, CorruptBlob
from versioning.policies import authorize_organization
from versioning.services.kernel.counting import COUNTS, measure, note_size
from versioning.services.maintenance.repack import Report
from versioning.text.compare.change_size import ChangeSize

PAGE = 200


@dataclass(frozen=True)
class CountSummary:
    """`damaged`: the ids of versions whose text, or whose source's, cannot be read."""

    versions: int
    damaged: tuple[str, ...]
    seconds: float


def count_changes(*, actor: Actor, report: Report) -> CountSummary:
    """Count every version that was published and not yet counted.

    Safe beside any writer: no lock is held while texts are read, and each page is written in a short transaction.
    Where it is stopped, what it did stands; the next run goes on. Raises NotAllowed.
    """
    authorize_organization(actor=actor)
    started, uncounted = monotonic(), Version.objects.uncounted()
    total, done, damaged = uncounted.count(), 0, list[str]()
    report(done, total)
    page = list(uncounted[:PAGE])
    while page:
        sizes = [(version, size) for version in page if (size := _measured(version, damaged=damaged)) is not None]
        with transaction.atomic():
            for version, size in sizes:
                note_size(version, size=size)
                # One that was purged meanwhile needs no counts.
                counts = {name: getattr(version, name) for name in COUNTS}
                Version.objects.filter(pk=version.pk).update(**counts)
        done += len(page)
        report(done, total)
        page = list(uncounted.filter(pk__gt=page[-1].pk)[:PAGE])
    return CountSummary(versions=done - len(damaged), damaged=tuple(damaged), seconds=monotonic() - started)


def _measured(version: Version, *, damaged: list[str]) -> ChangeSize | None:
    try:
        return measure(version)
    except CorruptBlob:
        damaged.append(str(version.pk))
    except Blob.DoesNotExist:
        # The draft that it was forked from was saved, and its former text purged, since the page was read.
        pass
    return None
