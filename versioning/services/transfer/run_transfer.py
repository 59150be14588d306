"""Run an import or export that was started, and record its progress."""

import logging
from time import monotonic
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from versioning.exceptions import VersioningError
from versioning.models import Actor, Transfer
from versioning.models.transfer.transfer import SILENCE
from versioning.services.transfer._export.bundle import export_bundle
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.import_git import ImportOptions, import_git
from versioning.services.transfer.import_zip import import_zip

SECONDS_BETWEEN_REPORTS = 0.5
# A zip or a history may hold any number of files that are refused. The page shows these.
MOST_REFUSALS = 1000
GONE = "The uploaded file is gone. Upload it again. What was imported already is not imported twice."
OUR_FAULT = "Something went wrong on our side. The server's log says what. What was done until then is saved."
log = logging.getLogger(__name__)


def run_transfer(pk: UUID) -> None:
    """Run the transfer to its end as the person who started it. Do nothing if another worker runs or ran it.

    Never raises: what goes wrong is recorded in the row. A transfer that was stopped can be resumed by
    `resume_transfer`.
    """
    transfer = _claim(pk)
    if transfer is None:
        return
    try:
        summary, refusals = _do(transfer)
    except _TakenOver:
        return
    except VersioningError as refusal:
        # The person knows the file by the name that it was uploaded with.
        fault = refusal.message.replace(str(transfer.file), transfer.file_name)
        _end(transfer, status=Transfer.Status.FAILED, fault=fault)
    # Nobody waits for this function, so the row must say that it failed.
    except Exception:
        log.exception("%s of %s stopped", transfer, transfer.project)
        _end(transfer, status=Transfer.Status.FAILED, fault=OUR_FAULT)
    else:
        _end(transfer, status=Transfer.Status.DONE, summary=summary, refusals=refusals[:MOST_REFUSALS])


class _TakenOver(Exception):
    """Another attempt runs the transfer now."""


def _claim(pk: UUID) -> Transfer | None:
    """Take the transfer if it waits or fell silent. Return None if another worker has it."""
    now = timezone.now()
    free = Q(status=Transfer.Status.WAITING) | Q(status=Transfer.Status.RUNNING, heard_at__lt=now - SILENCE)
    # The update decides which of two workers runs it.
    claimed = Transfer.objects.filter(free, pk=pk).update(
        status=Transfer.Status.RUNNING, attempt=F("attempt") + 1, heard_at=now
    )
    return Transfer.objects.select_related("project", "started_by").get(pk=pk) if claimed else None


def _do(transfer: Transfer) -> tuple[dict[str, int], list[list[str]]]:
    """Return the counts for the summary, and the refusals as [what, why]."""
    actor, progress = Actor(user=transfer.started_by), _Progress(transfer)
    if transfer.is_import and not transfer.file.exists():
        raise VersioningError(GONE)
    if transfer.kind == Transfer.Kind.ZIP_IN:
        return _import_zip(transfer, actor=actor, progress=progress)
    if transfer.kind == Transfer.Kind.BUNDLE_IN:
        return _import_bundle(transfer, actor=actor, progress=progress)
    exported = export_bundle(actor=actor, project=transfer.project, target=transfer.file, report=progress)
    return {"commits": exported.commits, "files skipped, their documents were deleted": exported.missing}, []


def _import_zip(transfer: Transfer, *, actor: Actor, progress: "_Progress") -> tuple[dict[str, int], list[list[str]]]:
    summary = import_zip(actor=actor, project=transfer.project, source=transfer.file, report=progress)
    counts = {outcome.value: count for outcome, count in summary.outcomes.items()}
    counts |= {"refused": len(summary.refusals), "other files skipped": summary.passed_over}
    return counts, [[refusal.path, refusal.reason] for refusal in summary.refusals]


def _import_bundle(
    transfer: Transfer, *, actor: Actor, progress: "_Progress"
) -> tuple[dict[str, int], list[list[str]]]:
    summary = import_git(
        actor=actor,
        project=transfer.project,
        source=str(transfer.file),
        options=ImportOptions(ref=transfer.ref, paths=transfer.paths, authors=transfer.authors),
        report=progress,
    )
    counts = {
        "commits": summary.tally.commits,
        "new versions": summary.tally.versions,
        "new documents": summary.tally.created,
        "documents moved to the trash": summary.tally.trashed,
        "documents restored": summary.tally.restored,
        Outcome.WAITING.value: len(summary.tally.waiting),
        "refused": len(summary.refusals),
        "older commits skipped": summary.passed_over,
    }
    return counts, [[f"{each.path} in {each.commit[:12]}", f"{each.reason}."] for each in summary.refusals]


class _Progress:
    """Record the progress in the row, at most twice a second.

    Raises _TakenOver if another attempt has begun.
    """

    def __init__(self, transfer: Transfer) -> None:
        self.transfer, self.reported_at = transfer, float("-inf")

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self.reported_at < SECONDS_BETWEEN_REPORTS and done:
            return
        self.reported_at = monotonic()
        mine = Transfer.objects.attempt(self.transfer)
        if not mine.update(done=done, total=total, heard_at=timezone.now()):
            raise _TakenOver


def _end(transfer: Transfer, *, status: Transfer.Status, **values: Any) -> None:
    """Record the result, unless another attempt has begun.

    The file of an import is deleted once it succeeded. After a failure it is needed for the next attempt.
    """
    now = timezone.now()
    mine = Transfer.objects.attempt(transfer)
    if mine.update(status=status, finished_at=now, heard_at=now, **values) and status == Transfer.Status.DONE:
        Transfer.objects.filter(pk=transfer.pk).update(done=F("total"))
        if transfer.is_import:
            transfer.file.unlink(missing_ok=True)
