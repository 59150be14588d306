"""Ask for work that a worker does after the commit, and register who does it.

    @handler("mail.send", attempts=20)
    def send_mail(job: RunningJob) -> dict[str, Any] | None: ...

    enqueue("mail.send", {"notice": 7})

The row is written in the caller's transaction: a rollback enqueues nothing, and a crash after the commit loses nothing.
A handler may run more than once for one job, so it must be safe to repeat. It ends the job by returning (done, with the
result), or by raising: JobFailed ends it as failed. RetryLater tries again at a chosen time or, as any other exception
does, with a growing pause until the attempts are used up. NotYet tries again in a moment, and does not count as an
attempt. The log has a traceback of the other exceptions only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from versioning import clock
from versioning.models import Actor, Job, Project
from versioning.models.sql.new_row import new_row
from versioning.models.sql.rows import insert_row, insert_unless_taken
from versioning.services.kernel.delivery.job_quota import refuse_excess_job
from versioning.services.kernel.delivery.running_job import RunningJob

Watch = Callable[[], object]
Handler = Callable[[RunningJob], Mapping[str, Any] | None]
# Called in the transaction that ends a job as failed or cancelled.
Ended = Callable[[Job], None]
# Called, outside of transactions, when somebody cancels a job. It authorizes, and ends what the job stands for.
Cancel = Callable[[Actor, Job], object]

_random = SystemRandom()


@dataclass(frozen=True)
class Backoff:
    """The pause before the next attempt: doubled each time up to `most`, and varied so that retries spread out."""

    first: timedelta = timedelta(seconds=10)
    most: timedelta = timedelta(hours=6)

    def pause(self, attempts: int) -> timedelta:
        # The exponent is limited because a timedelta is.
        doublings = min(max(attempts - 1, 0), 30)
        return _random.uniform(0.5, 1) * min(self.most, (1 << doublings) * self.first)


@dataclass(frozen=True)
class JobKind:
    """How jobs of a kind are run."""

    name: str
    run: Handler
    attempts: int
    backoff: Backoff
    lane: Job.Lane
    ended: Ended | None
    cancel: Cancel | None


@dataclass(frozen=True)
class Watcher:
    """What each worker calls before it looks for work, and how many seconds lie between two calls at least.

    It may enqueue jobs, with a key because workers do this at once.
    """

    watch: Watch
    every: float = 0.0


KINDS: dict[str, JobKind] = {}
WATCHERS: list[Watcher] = []


def watcher(*, every: float = 0.0) -> Callable[[Watch], Watch]:
    """Register the decorated function. Every worker calls it twice a second, or after `every` so many seconds.

    So it must only read, if it can.
    """

    def register(watch: Watch) -> Watch:
        WATCHERS.append(Watcher(watch, every))
        return watch

    return register


def handler(
    kind: str,
    *,
    attempts: int = 8,
    backoff: Backoff | None = None,
    lane: Job.Lane = Job.Lane.QUICK,
    ended: Ended | None = None,
    cancel: Cancel | None = None,
) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of this kind.

    `attempts` limits how often a worker begins, also after it was killed. Jobs that take longer than a few seconds
    belong into the lane LONG. `cancel` is for jobs that are only the means of something that people cancel.
    """

    def register(run: Handler) -> Handler:
        if kind in KINDS:
            raise ValueError(f"Jobs of the kind {kind} have a handler already.")
        KINDS[kind] = JobKind(kind, run, attempts, backoff or Backoff(), lane, ended, cancel)
        return run

    return register


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    run_at: datetime | None = None,
    project: Project | None = None,
    actor: Actor | None = None,
    key: str | None = None,
) -> Job | None:
    """Insert a job. Return None if an open job has the same key. Raises QuotaExceeded if an actor has too many.

    An open job may have begun already. So a key is right for work that is too much to do twice, not for "look again".
    """
    known = KINDS[kind]
    if project is not None and actor is not None:
        refuse_excess_job(project=project, actor=actor)
    now = clock.now()
    job = new_row(
        Job,
        kind=kind,
        payload=dict(payload),
        lane=known.lane,
        max_attempts=known.attempts,
        project_id=None if project is None else project.pk,
        created_by_id=None if actor is None else actor.user.pk,
        key=key,
        due_at=run_at or now,
        created_at=now,
    )
    if key is None:
        return insert_row(job)
    return job if insert_unless_taken(job, unless=("key",)) else None
