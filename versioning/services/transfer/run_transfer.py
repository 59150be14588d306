"""Run an import or export that was started."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from versioning.exceptions import VersioningError
from versioning.models import Actor, Job, NoticeKind, Transfer
from versioning.ops.files.store import MissingBytes
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.notices import tell_member
from versioning.services.kernel.delivery.running_job import JobFailed, JobInterrupted, RetryLater, RunningJob
from versioning.services.kernel.earlier_person import actor_for
from versioning.services.transfer._document360.connection import opened
from versioning.services.transfer._export.bundle import export_bundle
from versioning.services.transfer._foreseen import KNOWN
from versioning.services.transfer._import.batch import Tally
from versioning.services.transfer._import.reading import Refusal
from versioning.services.transfer._sources.conversion import Conversion
from versioning.services.transfer._transfer_files import local_copy, new_file, put_file, remove_file
from versioning.services.transfer._transfers import KIND
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.export_project import export_project
from versioning.services.transfer.import_document360 import SourceUnavailable, import_document360
from versioning.services.transfer.import_git import ImportOptions, import_git
from versioning.services.transfer.import_project import ProjectOptions, import_project
from versioning.services.transfer.import_zip import ZipOptions, import_zip
from versioning.services.transfer.rehearse_git import rehearse_git
from versioning.services.transfer.rehearse_zip import rehearse_zip
from versioning.text.storable import replace_unstorable

# A zip or a history may hold any number of files that are refused. The page shows these.
MOST_REFUSALS = 1000
MORE = "This list shows the first ones. The commands import_git and import_zip with --dry-run print all."
# Labels of counts.
REFUSED, OTHERS = "refused", "other files skipped"
GONE = "The uploaded file is gone. Upload it again. What was imported already is not imported twice."
OUR_FAULT = "Something went wrong on our side. The server's log says what. What was done until then is saved."
# Every attempt after the first one follows a killed worker or an outage, and goes on from where that one stopped.
ATTEMPTS = 50
# In seconds. A job says that it is alive between them.
LONGEST_SLEEP = 5.0
log = logging.getLogger(__name__)

# What the summary of a project file shows.
COUNTED = ("documents", "versions", "drafts", "files", "events")
Refusals = list[list[str]]
# The counts for the summary, and the refusals as [what, why].
Outcomes = tuple[dict[str, int], Refusals]


def _ended(job: Job) -> None:
    """Mark the transfer of a job that failed or was cancelled. Who cancelled it needs no notice."""
    is_cancelled = job.state == Job.State.CANCELLED
    status = Transfer.Status.CANCELLED if is_cancelled else Transfer.Status.FAILED
    unfinished = Transfer.objects.unfinished().filter(pk=job.payload["transfer"])
    transfer = unfinished.select_related("project", "started_by").first()
    if unfinished.update(status=status, fault=job.problem, finished_at=timezone.now()) and not is_cancelled:
        assert transfer is not None  # noqa: S101  the update found it
        _tell(transfer, job=job.pk, state=status, fault=job.problem)


def _tell(transfer: Transfer, *, job: UUID, state: Transfer.Status, fault: str = "") -> None:
    """Tell whoever started the transfer how it ended. One that failed can be resumed, and ends once more then."""
    tell_member(
        transfer.started_by,
        project=transfer.project,
        kind=NoticeKind.TRANSFER_ENDED,
        key=f"transfer:{job}",
        data={
            "id": str(transfer.pk),
            "what": transfer.outcome,
            "file": transfer.file_name,
            "state": str(state),
            "fault": fault,
        },
    )


@handler(KIND, attempts=ATTEMPTS, lane=Job.Lane.LONG, ended=_ended)
def run_transfer(job: RunningJob) -> dict[str, Any] | None:
    """Run the transfer of the job as the person who started it. Return the counts for its summary.

    A run that follows a killed one finds what is done already and goes on from there.
    """
    unfinished = Transfer.objects.unfinished().select_related("project", "started_by")
    transfer = unfinished.filter(pk=job.payload["transfer"]).first()
    if transfer is None:
        return None
    Transfer.objects.filter(pk=transfer.pk).update(status=Transfer.Status.RUNNING)
    try:
        summary, refusals = _do(transfer, job)
    except VersioningError as refusal:
        raise JobFailed(refusal.message) from refusal
    except Exception as error:
        if isinstance(error, JobInterrupted | RetryLater) or outage_of(error) is not None:
            raise
        log.exception("%s of %s stopped", transfer, transfer.project)
        raise JobFailed(OUR_FAULT) from error
    with transaction.atomic():
        _finish(transfer, summary=summary, refusals=refusals)
        _tell(transfer, job=job.id, state=Transfer.Status.DONE)
    # The file of an import is no longer needed. After a failure it is, for the next attempt.
    # After a rehearsal too, for the import itself.
    if transfer.is_import and not transfer.is_rehearsal:
        remove_file(transfer)
    return summary


def _finish(transfer: Transfer, *, summary: dict[str, int], refusals: Refusals) -> None:
    """Record the result."""
    done = Transfer.Status.DONE
    Transfer.objects.filter(pk=transfer.pk).update(
        status=done,
        finished_at=timezone.now(),
        summary=summary,
        # Uploaded files may hold names with characters that PostgreSQL does not store.
        refusals=replace_unstorable(_shortened(refusals, summary=summary)),
        notes=replace_unstorable(transfer.notes),
        foreseen=replace_unstorable(transfer.foreseen),
    )


def _shortened(refusals: Refusals, *, summary: dict[str, int]) -> Refusals:
    """Return the first ones, and how many there are beside them. Earlier attempts may have shortened the list, too."""
    shown = refusals[:MOST_REFUSALS]
    total = max(len(refusals), sum(summary.get(label, 0) for label in (REFUSED, OTHERS)))
    left = total - len(shown)
    return [*shown, [f"And {left:,} more", MORE]] if left > 0 and len(shown) == MOST_REFUSALS else shown


def _do(transfer: Transfer, job: RunningJob) -> Outcomes:
    actor = actor_for(transfer.started_by)
    run = _RUNS[Transfer.Kind(transfer.kind)]
    if not transfer.is_import:
        # The path of a new file, which is stored when it is complete.
        with new_file() as target:
            counts = run(transfer, target, actor, job)
            put_file(transfer, target)
        return counts
    with ExitStack() as stack:
        try:
            source = stack.enter_context(local_copy(transfer))
        except MissingBytes as error:
            raise VersioningError(GONE) from error
        try:
            return run(transfer, source, actor, job)
        except VersioningError as refusal:
            # The person knows the file by the name that it was uploaded with.
            raise VersioningError(refusal.message.replace(str(source), transfer.file_name)) from refusal


def _export_bundle(transfer: Transfer, target: Path, actor: Actor, job: RunningJob) -> Outcomes:
    exported = export_bundle(actor=actor, project=transfer.project, target=target, report=job.report)
    return {"commits": exported.commits, "files skipped, their documents were deleted": exported.missing}, []


def _export_project(transfer: Transfer, target: Path, actor: Actor, job: RunningJob) -> Outcomes:
    manifest = export_project(actor=actor, project=transfer.project, target=target, report=job.report)
    return {name: manifest.counts[name] for name in COUNTED}, []


def _import_zip(transfer: Transfer, source: Path, actor: Actor, job: RunningJob) -> Outcomes:
    import_it = rehearse_zip if transfer.is_rehearsal else import_zip
    conversion = Conversion(transfer.product, content_type=transfer.content_type, name=transfer.file_name)
    summary = import_it(
        actor=actor,
        project=transfer.project,
        source=source,
        report=job.report,
        options=ZipOptions(transfer.files, transfer.layout, transfer.name_encoding, conversion),
    )
    transfer.notes, transfer.foreseen = summary.notes, summary.foreseen
    counts = {outcome.value: count for outcome, count in summary.outcomes.items()}
    counts |= {
        "pictures and attachments": summary.files,
        REFUSED: len(summary.refusals),
        OTHERS: summary.passed_over,
    }
    return counts, [[file.path, file.reason] for file in (*summary.refusals, *summary.skipped)]


def _import_api(transfer: Transfer, source: Path, actor: Actor, job: RunningJob) -> Outcomes:
    """Import from Document360. Raises RetryLater if it does not answer: the next attempt goes on from there."""

    def wait(seconds: float) -> None:
        ends = monotonic() + seconds
        while (left := ends - monotonic()) > 0:
            sleep(min(left, LONGEST_SLEEP))
            # The other thread of a rehearsal reports meanwhile.
            if not transfer.is_rehearsal:
                job.heartbeat()

    try:
        summary = import_document360(
            actor=actor,
            project=transfer.project,
            connection=opened(source.read_bytes()),
            report=job.report,
            wait=wait,
            is_rehearsal=transfer.is_rehearsal,
        )
    except SourceUnavailable as error:
        raise RetryLater(f"{error} What was imported is saved, and the import goes on by itself.") from error
    transfer.foreseen = summary.foreseen
    counts = {**summary.counts, "pictures and attachments": summary.files, "skipped": len(summary.refusals)}
    return counts, [list(refusal) for refusal in summary.refusals]


def _import_project(transfer: Transfer, source: Path, actor: Actor, job: RunningJob) -> Outcomes:
    options = ProjectOptions(into=transfer.project, accounts=transfer.authors, is_rehearsal=transfer.is_rehearsal)
    summary = import_project(actor=actor, source=source, report=job.report, options=options)
    counts = {name: summary.counts[name] for name in COUNTED}
    transfer.notes, transfer.foreseen = summary.notes, summary.foreseen
    unknown = [[name, "Nobody was chosen for this author, whose name is shown instead."] for name in summary.unknown]
    return {**counts, KNOWN: summary.unchanged}, [*(list(each) for each in summary.left_out), *unknown]


def _import_bundle(transfer: Transfer, source: Path, actor: Actor, job: RunningJob) -> Outcomes:
    so_far = _SoFar(transfer)
    before = so_far.summary.get("new versions", 0) + so_far.summary.get(REFUSED, 0)
    options = ImportOptions(
        ref=transfer.ref,
        paths=transfer.paths,
        files=transfer.files,
        authors=transfer.authors,
        layout=transfer.layout,
        # What is recorded in the transaction of a rehearsal is gone with it.
        record=so_far.record,
        waiting={UUID(document): UUID(version) for document, version in transfer.waiting.items()},
    )
    import_it = rehearse_git if transfer.is_rehearsal else import_git
    summary = import_it(
        actor=actor,
        project=transfer.project,
        source=str(source),
        options=options,
        report=lambda done, total: job.report(before + done, before + total),
    )
    so_far.count(summary.tally)
    transfer.notes, transfer.foreseen = list(summary.notes), summary.foreseen
    counts = {**so_far.counted, OTHERS: len(summary.skipped), "older commits skipped": summary.passed_over}
    return counts, [*so_far.refusals, *(list(each) for each in summary.skipped)]


# Each takes the path of the file that it reads, or of a new one that it writes.
_RUNS: dict[Transfer.Kind, Callable[[Transfer, Path, Actor, RunningJob], Outcomes]] = {
    Transfer.Kind.ZIP_IN: _import_zip,
    Transfer.Kind.BUNDLE_IN: _import_bundle,
    Transfer.Kind.PROJECT_IN: _import_project,
    Transfer.Kind.API_IN: _import_api,
    Transfer.Kind.BUNDLE_OUT: _export_bundle,
    Transfer.Kind.PROJECT_OUT: _export_project,
}


class _SoFar:
    """The counts and refusals of a history's import, over all attempts.

    They are stored in the transaction of each batch, so an attempt that is killed leaves those of what it wrote.
    """

    def __init__(self, transfer: Transfer) -> None:
        self.transfer, self.summary = transfer, dict(transfer.summary)
        self.refusals: Refusals = list(transfer.refusals)
        self.refused: int = self.summary.get(REFUSED, 0)
        self.counted: dict[str, int] = {}

    def record(self, tally: Tally, refusals: Sequence[Refusal]) -> None:
        self.refused += len(refusals)
        self.refusals += [[f"{each.path} in {each.commit[:12]}", f"{each.reason}."] for each in refusals]
        self.count(tally)
        mine = Transfer.objects.filter(pk=self.transfer.pk)
        waiting = {str(document): str(version) for document, version in tally.waiting.items()}
        mine.update(summary=self.counted, refusals=self.refusals[:MOST_REFUSALS], waiting=waiting)

    def count(self, tally: Tally) -> None:
        """Add the counts of this attempt to those of the earlier ones."""
        counts = {
            "commits": tally.commits,
            "new versions": tally.versions,
            "new documents": tally.created,
            "documents moved to the trash": tally.trashed,
            "documents restored": tally.restored,
            "pictures and attachments": tally.files,
            "documents put in their places": tally.placed,
            Outcome.WAITING.value: tally.drafts,
        }
        added = {label: self.summary.get(label, 0) + count for label, count in counts.items()}
        self.counted = {**added, REFUSED: self.refused}
