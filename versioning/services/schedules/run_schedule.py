"""Run a schedule whose moment has come, exactly once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from versioning.exceptions import DraftChanged, DraftOutdated, NotFound, VersionFrozen, VersioningError
from versioning.models import Actor, Draft, Job, JobWorker, Schedule, Verb
from versioning.models.delivery.schedule import content_digest
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.running_job import JobFailed, NotYet, RunningJob
from versioning.services.kernel.earlier_person import actor_for
from versioning.services.kernel.locking import LockedDocument
from versioning.services.schedules._schedules import KIND, close, job_key, record_of
from versioning.services.schedules.unschedule import unschedule
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import DraftPreconditions, Outdated
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged

# A schedule that begins later than this was missed, unless a worker ran at its moment.
PUNCTUAL = timedelta(minutes=5)
EARLIER = "An earlier schedule of this document is not done yet."
AGAIN = "Run the schedule again when that has changed, or cancel it."
MISSED = (
    "No worker ran at the scheduled time, and the schedule says not to catch up. Run the schedule again, or cancel it."
)
CHANGED = "The draft was changed after it was scheduled, so it was not published. Schedule it again."
CLOSED = "The draft was published or discarded after it was scheduled. Cancel the schedule."
OUTDATED = "Another version became current after the draft was started. Update the draft, then schedule it again."
GONE = "The document or the version is gone, or the person no longer has a role there."


@dataclass(frozen=True)
class _Pinned(DraftPreconditions):
    """The content that was scheduled. Which version is current does not matter, unless the draft is outdated."""

    digest: bytes

    def check_draft(self, draft: Draft) -> None:
        if content_digest(draft.version) != self.digest:
            raise DraftChanged(CHANGED)

    def check_current(self, held: LockedDocument) -> None:
        """Accept any."""


def _ended(job: Job) -> None:
    """Mark the schedule of a job that failed, and record the failure. A schedule that was canceled ended before."""
    schedule = Schedule.objects.with_related().waiting().filter(pk=job.payload["schedule"]).first()
    if schedule is None:
        return
    close(schedule, Schedule.State.FAILED, problem=job.problem)
    actor = Actor(user=schedule.created_by)
    record_of(schedule, Verb.VERSION_SCHEDULE_FAILED, actor=actor, message=job.problem)


def _cancel(actor: Actor, job: Job) -> None:
    schedule = get_or_none(Schedule.objects.with_related().filter(pk=job.payload["schedule"]))
    if schedule is None:
        raise NotFound
    unschedule(actor=actor, schedule=schedule)


@handler(KIND, ended=_ended, cancel=_cancel)
def run_schedule(job: RunningJob) -> dict[str, Any] | None:
    """Do what is scheduled and mark it as done in one transaction, so that a killed worker leaves both or neither."""
    try:
        with transaction.atomic():
            rows = Schedule.objects.select_for_update(of=("self",)).with_related().waiting()
            schedule = rows.filter(pk=job.payload["schedule"]).first()
            if schedule is None:
                return None
            _wait_for_earlier(schedule)
            if _is_missed(schedule, job):
                raise JobFailed(MISSED)
            _do(schedule, actor=actor_for(schedule.created_by))
            close(schedule, Schedule.State.DONE)
    # No refusal passes by itself, so none is tried again without a person. Outages are.
    except VersioningError as refusal:
        raise JobFailed(_explain(refusal)) from refusal
    return {"number": schedule.version.number}


def _wait_for_earlier(schedule: Schedule) -> None:
    """Raise NotYet if an earlier schedule of the document is still to run, for example because its worker was killed.

    One whose job has ended does not run unless somebody asks, so it keeps nobody waiting.
    """
    keys = [job_key(each) for each in Schedule.objects.before(schedule).only("pk")]
    if keys and Job.objects.filter(key__in=keys).exists():
        raise NotYet(EARLIER)


def _is_missed(schedule: Schedule, job: RunningJob) -> bool:
    """Return whether it must not run, because no worker ran at its moment. Waiting for busy workers is not that."""
    if schedule.if_missed == Schedule.IfMissed.RUN or job.payload["again"]:
        return False
    began = job.job.started_at or timezone.now()
    return began - schedule.at > PUNCTUAL and not JobWorker.objects.alive_at(schedule.at).exists()


def _explain(refusal: VersioningError) -> str:
    """Return why it failed and what the person can do."""
    if isinstance(refusal, DraftChanged | VersionFrozen):
        return refusal.message
    if isinstance(refusal, DraftOutdated):
        return OUTDATED
    return f"{GONE if isinstance(refusal, NotFound) else refusal.message} {AGAIN}"


def _do(schedule: Schedule, *, actor: Actor) -> None:
    if schedule.action == Schedule.Action.PUBLISH:
        _publish(schedule, actor=actor)
    elif schedule.action == Schedule.Action.PROMOTE:
        promote_version(actor=actor, version=schedule.version)
    else:
        archive_version(actor=actor, version=schedule.version)


def _publish(schedule: Schedule, *, actor: Actor) -> None:
    draft = Draft.objects.reread_of(schedule.version_id)
    if draft is None:
        raise VersionFrozen(CLOSED)
    publish_if_unchanged(
        actor=actor,
        draft=draft,
        expected=_Pinned(current_id=None, revision=draft.revision, digest=bytes(schedule.sha256)),
        name=draft.version.name,
        promotion=Promotion.NOW,
        outdated=Outdated.REFUSE,
    )
