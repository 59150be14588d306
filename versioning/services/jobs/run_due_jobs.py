"""Run the jobs that are due now, one after the other, in this thread."""

from django.utils import timezone

from versioning.models import Job
from versioning.services.jobs._run_job import run_job
from versioning.services.kernel.delivery.job_queue import claim
from versioning.services.kernel.delivery.jobs import WATCHERS


def run_due_jobs() -> int:
    """Run jobs of every lane until none is due. Return how many attempts were made."""
    count = 0
    while attempts := _run_once():
        count += attempts
    return count


def _run_once() -> int:
    count = 0
    for watcher in WATCHERS:
        watcher.watch()
    for lane in Job.Lane:
        while (job := claim(lane=lane, now=timezone.now())) is not None:
            run_job(job)
            count += 1
    return count
