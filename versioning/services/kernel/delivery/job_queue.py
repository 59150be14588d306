"""Take jobs from the queue and end them. Every write checks the lease, so a worker that lost it changes nothing."""

import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from versioning.models import Job
from versioning.models.sql.rows import update_row
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.jobs import KINDS
from versioning.services.kernel.delivery.running_job import lease_from
from versioning.text.storable import replace_unstorable

DIED = "The worker that ran this was killed each time it was tried."
CANCELLED = "Canceled."
log = logging.getLogger(__name__)


def due_lanes(*, now: datetime) -> set[str]:
    """Return the lanes that have work. It only reads, because a worker asks all the time."""
    return {lane for lane in Job.Lane if Job.objects.due(lane=lane, now=now).exists()}


def claim(*, lane: str, now: datetime) -> Job | None:
    """Take the job that is due for the longest, or return None.

    PostgreSQL's workers pass over rows that another worker is taking. SQLite's take the write lock one by one.
    A job that was cancelled or used up all its attempts while nobody held it is ended here.
    """
    while True:
        with transaction.atomic():
            due = Job.objects.due(lane=lane, now=now).select_for_update(skip_locked=True)
            job = due.first()
            if job is None:
                return None
            if job.cancel_asked_at is not None:
                end(job, Job.State.CANCELLED, problem=CANCELLED)
            elif job.attempts >= job.max_attempts:
                end(job, Job.State.FAILED, problem=job.problem or DIED)
            else:
                _lease(job, now=now)
                return job


def _lease(job: Job, *, now: datetime) -> None:
    job.state, job.lease, job.attempts = Job.State.RUNNING, uuid4(), job.attempts + 1
    job.due_at, job.started_at = lease_from(now), job.started_at or now
    update_row(job, "state", "lease", "attempts", "due_at", "started_at")


def end(job: Job, state: Job.State, *, problem: str = "", result: Any = None) -> bool:
    """End the job and tell its kind. Return False, and change nothing, if the lease was lost."""
    # What a handler says may quote a file or another server. The job must end, whatever is in it.
    problem = replace_unstorable(problem)
    with transaction.atomic():
        values = {"state": state, "lease": None, "key": None, "finished_at": timezone.now(), "problem": problem}
        if result is not None:
            values["result"] = replace_unstorable(result)
        if not Job.objects.unfinished().held(job).update(**values):
            return False
        job.state, job.problem = state, problem
        if state != Job.State.DONE:
            _tell_kind(job)
    return True


def _tell_kind(job: Job) -> None:
    """Let the kind of the job know that it did not succeed.

    If that fails by a fault of ours, the job ends nevertheless. It would be the first of its lane for ever otherwise.
    """
    kind = KINDS.get(job.kind)
    if kind is None or kind.ended is None:
        return
    try:
        with transaction.atomic():
            kind.ended(job)
    except Exception as error:
        if outage_of(error) is not None:
            raise
        log.exception("%s ended, but its kind failed to take note", job)


def put_back(job: Job, *, due_at: datetime, problem: str = "", counts: bool = True) -> None:
    """Let the job wait until the moment. `counts` is whether this attempt counts as one.

    A job that somebody cancelled meanwhile is ended instead.
    """
    if Job.objects.held(job).filter(cancel_asked_at__isnull=False).exists():
        end(job, Job.State.CANCELLED, problem=CANCELLED)
        return
    Job.objects.held(job).update(
        state=Job.State.WAITING,
        lease=None,
        due_at=due_at,
        problem=replace_unstorable(problem),
        attempts=job.attempts if counts else job.attempts - 1,
    )


def renew(jobs: list[Job], *, now: datetime) -> None:
    """Renew the leases of these jobs in one statement."""
    Job.objects.filter(lease__in=[job.lease for job in jobs]).update(due_at=lease_from(now))
