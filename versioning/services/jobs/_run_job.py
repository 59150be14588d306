"""Run the handler of one claimed job, and write how it ended."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from versioning.models import Job
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.job_queue import CANCELLED, end, put_back
from versioning.services.kernel.delivery.jobs import KINDS, JobKind
from versioning.services.kernel.delivery.running_job import (
    JobCancelled,
    JobFailed,
    LeaseLost,
    NotYet,
    RetryLater,
    RunningJob,
    WorkerStopping,
)

OUR_FAULT = "Something went wrong on our side. The server's log says what."
# During an upgrade, an older worker may see kinds of a newer server.
UNKNOWN_KIND_PAUSE = timedelta(minutes=1)
# Short, because the job that has to end first may take less than that.
NOT_YET_PAUSE = timedelta(seconds=1)
log = logging.getLogger(__name__)


def run_job(job: Job, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Run the claimed job to its end, or put it back for another attempt. Raises DatabaseError during an outage."""
    kind = KINDS.get(job.kind)
    if kind is None:
        log.warning("No handler is registered for %s", job)
        put_back(job, due_at=timezone.now() + UNKNOWN_KIND_PAUSE, counts=False)
        return
    try:
        result = kind.run(RunningJob(job, is_stopping=is_stopping))
    except LeaseLost:
        log.warning("Another worker took over %s", job)
    except JobCancelled:
        end(job, Job.State.CANCELLED, problem=CANCELLED)
    except WorkerStopping:
        put_back(job, due_at=timezone.now(), counts=False)
    except JobFailed as failure:
        end(job, Job.State.FAILED, problem=str(failure))
    except NotYet as wait:
        put_back(job, due_at=timezone.now() + NOT_YET_PAUSE, problem=str(wait), counts=False)
    except RetryLater as later:
        _retry(job, at=later.at or _next_attempt(job, kind=kind), problem=str(later))
    # Whatever a handler raises, the row must say that the attempt failed.
    except Exception as error:
        _retry(job, at=_next_attempt(job, kind=kind), problem=_explain(error, job=job))
    else:
        end(job, Job.State.DONE, result=dict(result or {}))


def _next_attempt(job: Job, *, kind: JobKind) -> datetime:
    return timezone.now() + kind.backoff.pause(job.attempts)


def _explain(error: Exception, *, job: Job) -> str:
    """Return a sentence for people. A fault of ours is logged with its traceback."""
    outage = outage_of(error)
    if outage is not None:
        return outage.message
    log.error("%s failed in attempt %d", job, job.attempts, exc_info=error)
    return OUR_FAULT


def _retry(job: Job, *, at: datetime, problem: str) -> None:
    """Put the job back or, after the last attempt, end it."""
    is_last = job.attempts >= job.max_attempts
    if problem != OUR_FAULT:
        then = "It is not tried again." if is_last else f"It is tried again at {at:%Y-%m-%d %H:%M:%SZ}."
        log.warning("%s stopped in attempt %d: %s %s", job, job.attempts, problem, then)
    if is_last:
        end(job, Job.State.FAILED, problem=problem)
    else:
        put_back(job, due_at=at, problem=problem)
