"""Doing an import or export that was started, and telling of it step by step."""

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
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer.import_git import import_git
from versioning.services.transfer.import_zip import import_zip

SECONDS_BETWEEN_REPORTS = 0.5
MOST_REFUSALS = 1000
GONE = "The file is not here any more. Upload it again: what was imported is found again."
OUR_FAULT = "It stopped by a fault of ours, which is in the server's log. What was done until then stays."
log = logging.getLogger(__name__)


def run_transfer(pk: UUID) -> None:
    """Do it to its end, as the person who started it; nothing where it is done, or somebody else does it.

    Never raises: what goes wrong is told in the row. Stopped at any time, it is gone on with by `resume_transfer`.
    """
    transfer = _claim(pk)
    if transfer is None:
        return
    try:
        summary, refusals = _do(transfer)
    except _TakenOver:
        return
    except VersioningError as refusal:
        fault = refusal.message.replace(str(transfer.file), transfer.file_name)
        _end(transfer, status=Transfer.Status.FAILED, fault=fault)
    except GitFailed as error:
        _end(transfer, status=Transfer.Status.FAILED, fault=f"git could not go on: {error}.")
    except Exception:
        log.exception("%s of %s stopped", transfer, transfer.project)
        _end(transfer, status=Transfer.Status.FAILED, fault=OUR_FAULT)
    else:
        _end(transfer, status=Transfer.Status.DONE, summary=summary, refusals=refusals[:MOST_REFUSALS])


class _TakenOver(Exception):
    """Another attempt does it now."""


def _claim(pk: UUID) -> Transfer | None:
    now = timezone.now()
    free = Q(status=Transfer.Status.WAITING) | Q(status=Transfer.Status.RUNNING, heard_at__lt=now - SILENCE)
    claimed = Transfer.objects.filter(free, pk=pk).update(
        status=Transfer.Status.RUNNING, attempt=F("attempt") + 1, heard_at=now
    )
    return Transfer.objects.select_related("project", "started_by").get(pk=pk) if claimed else None


def _do(transfer: Transfer) -> tuple[dict[str, int], list[list[str]]]:
    actor, progress = Actor(user=transfer.started_by), _Progress(transfer)
    if transfer.is_import and not transfer.file.exists():
        raise VersioningError(GONE)
    if transfer.kind == Transfer.Kind.ZIP_IN:
        return _import_zip(transfer, actor=actor, progress=progress)
    if transfer.kind == Transfer.Kind.BUNDLE_IN:
        return _import_bundle(transfer, actor=actor, progress=progress)
    exported = export_bundle(actor=actor, project=transfer.project, target=transfer.file, report=progress)
    return {"commits": exported.commits, "files whose documents were deleted for good": exported.missing}, []


def _import_zip(transfer: Transfer, *, actor: Actor, progress: "_Progress") -> tuple[dict[str, int], list[list[str]]]:
    done = import_zip(actor=actor, project=transfer.project, source=transfer.file, report=progress)
    counts = {outcome.value: count for outcome, count in done.outcomes.items()}
    counts |= {"refused": len(done.refusals), "other files passed over": done.passed_over}
    return counts, [[refusal.path, refusal.reason] for refusal in done.refusals]


def _import_bundle(
    transfer: Transfer, *, actor: Actor, progress: "_Progress"
) -> tuple[dict[str, int], list[list[str]]]:
    done = import_git(
        actor=actor,
        project=transfer.project,
        source=str(transfer.file),
        ref=transfer.ref,
        paths=transfer.paths,
        report=progress,
    )
    counts = {
        "commits": done.tally.commits,
        "new versions": done.tally.versions,
        "new documents": done.tally.created,
        "documents moved to the trash": done.tally.trashed,
        "documents restored": done.tally.restored,
        "new people": done.people,
        "refused": len(done.refusals),
        "older commits passed over": done.passed_over,
    }
    return counts, [[f"{each.path} in {each.commit[:12]}", f"{each.reason}."] for each in done.refusals]


class _Progress:
    """Written down now and then. Raises _TakenOver."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer, self.told = transfer, float("-inf")

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self.told < SECONDS_BETWEEN_REPORTS and done:
            return
        self.told = monotonic()
        mine = Transfer.objects.attempt(self.transfer)
        if not mine.update(done=done, total=total, heard_at=timezone.now()):
            raise _TakenOver


def _end(transfer: Transfer, *, status: Transfer.Status, **values: Any) -> None:
    """An imported file is not needed any more; that of a failed import is, for another attempt."""
    now = timezone.now()
    mine = Transfer.objects.attempt(transfer)
    if mine.update(status=status, finished_at=now, heard_at=now, **values) and status == Transfer.Status.DONE:
        Transfer.objects.filter(pk=transfer.pk).update(done=F("total"))
        if transfer.is_import:
            transfer.file.unlink(missing_ok=True)
