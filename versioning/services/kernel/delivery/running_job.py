"""A job in the hands of its handler: its lease, its progress, and the ways in which it may end early."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from versioning.models import Job

SECONDS_BETWEEN_REPORTS = 0.5


def lease_from(now: datetime) -> datetime:
    """Return the end of a lease that begins now. The job of a killed worker is taken again then."""
    return now + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class JobInterrupted(Exception):
    """The handler has to stop. What it did so far stays."""


class LeaseLost(JobInterrupted):
    """Another worker has the job now, or it was ended meanwhile."""


class JobCancelled(JobInterrupted):
    """Somebody cancelled the job."""


class WorkerStopping(JobInterrupted):
    """The worker stops. Another one goes on with the job."""


class JobFailed(Exception):
    """The job cannot succeed, so it is not tried again. The message is for people."""


class RetryLater(Exception):
    """Something outside does not do its part now. Try again, if attempts are left. The message is for people.

    Without `at`, the pause is that of the kind.
    """

    def __init__(self, message: str, *, at: datetime | None = None) -> None:
        super().__init__(message)
        self.at = at


class NotYet(Exception):
    """Another job has to end first. Try again in a moment, as often as it takes. The message is for people."""


class RunningJob:
    """A job whose lease this worker holds."""

    def __init__(self, job: Job, *, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.job, self._is_stopping, self._reported_at = job, is_stopping, float("-inf")

    @property
    def id(self) -> UUID:
        return self.job.pk

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.job.payload
        return payload

    @property
    def attempt(self) -> int:
        """The number of this attempt. The first is 1."""
        return self.job.attempts

    def heartbeat(self) -> None:
        """Renew the lease. Raises LeaseLost, JobCancelled or WorkerStopping if the handler has to stop.

        A handler calls this between its steps, at moments at which it can stop.
        """
        self._write()

    def report(self, done: int, total: int) -> None:
        """Record the progress, at most twice a second, and do what `heartbeat` does."""
        if monotonic() - self._reported_at < SECONDS_BETWEEN_REPORTS and done < total:
            return
        self._reported_at = monotonic()
        self._write(progress={"done": done, "total": total})

    def _write(self, **values: Any) -> None:
        mine = Job.objects.held(self.job)
        if not mine.update(due_at=lease_from(timezone.now()), **values):
            raise LeaseLost
        if mine.filter(cancel_asked_at__isnull=False).exists():
            raise JobCancelled
        if self._is_stopping():
            raise WorkerStopping
