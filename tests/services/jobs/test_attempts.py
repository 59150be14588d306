"""A failed attempt of a job is repeated, until the job cannot succeed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.jobs import handled, states
from tests.services.jobs.running import claim_quick
from versioning.models import Job
from versioning.services.jobs._run_job import OUR_FAULT
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import DIED
from versioning.services.kernel.delivery.jobs import Backoff, enqueue
from versioning.services.kernel.delivery.running_job import (
    JobFailed,
    RetryLater,
    RunningJob,
)


@pytest.mark.django_db
def test_a_failed_attempt_is_tried_again_with_a_growing_pause() -> None:
    def fail(job: RunningJob) -> None:
        raise ZeroDivisionError

    with handled(fail, attempts=3, backoff=Backoff(first=timedelta(hours=1), most=timedelta(hours=8))):
        enqueue("test", {})
        run_due_jobs()

    job = Job.objects.get()
    assert (job.state, job.problem) == ("waiting", OUR_FAULT)
    assert timedelta(minutes=29) < job.due_at - timezone.now() <= timedelta(hours=1)


def test_pauses_double_up_to_a_limit() -> None:
    backoff = Backoff(first=timedelta(seconds=8), most=timedelta(seconds=60))

    pauses = [backoff.pause(attempt).total_seconds() for attempt in (1, 2, 3, 4, 1000)]

    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, (8, 16, 32, 60, 60), strict=True))


@pytest.mark.django_db
def test_a_job_fails_when_its_attempts_are_used_up() -> None:
    ended = []

    def fail(job: RunningJob) -> None:
        raise ZeroDivisionError

    with handled(fail, attempts=3, ended=lambda job: ended.append((job.state, job.problem))):
        enqueue("test", {})
        assert run_due_jobs() == 3

    assert (states(), ended) == (["failed"], [("failed", OUR_FAULT)])


@pytest.mark.django_db
def test_a_job_that_cannot_succeed_is_not_tried_again() -> None:
    def refuse(job: RunningJob) -> None:
        raise JobFailed("The file is gone.")

    with handled(refuse):
        enqueue("test", {})
        assert run_due_jobs() == 1

    assert Job.objects.get().problem == "The file is gone."


@pytest.mark.django_db
def test_a_handler_may_choose_when_it_is_tried_again() -> None:
    moment = timezone.now() + timedelta(days=2)

    def wait(job: RunningJob) -> None:
        raise RetryLater("The receiver is down.", at=moment)

    with handled(wait):
        enqueue("test", {})
        run_due_jobs()

    job = Job.objects.get()
    assert (job.state, job.due_at, job.problem) == ("waiting", moment, "The receiver is down.")


@pytest.mark.django_db
def test_what_the_database_cannot_store_keeps_no_job_from_ending() -> None:
    def refuse(job: RunningJob) -> None:
        raise JobFailed("The file a\0b is gone.")

    with handled(refuse), handled(lambda job: {"file": "a\0b", "names": ["\ud800"]}, kind="other"):
        enqueue("test", {})
        enqueue("other", {})
        run_due_jobs()

    failed, done = Job.objects.order_by("pk")
    assert (failed.state, failed.problem) == ("failed", "The file a\ufffdb is gone.")
    assert (done.state, done.result) == ("done", {"file": "a\ufffdb", "names": ["\ufffd"]})


@pytest.mark.django_db
def test_what_fails_outside_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def wait(job: RunningJob) -> None:
        raise RetryLater("The receiver is down.")

    with handled(wait, attempts=2, backoff=Backoff(first=timedelta(hours=1))):
        job = enqueue("test", {})
        run_due_jobs()
        Job.objects.update(due_at=timezone.now())
        run_due_jobs()

    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None)] * 2
    first, last = (record.getMessage() for record in caplog.records)
    assert first.startswith(f"{job} stopped in attempt 1: The receiver is down. It is tried again at 20")
    assert last == f"{job} stopped in attempt 2: The receiver is down. It is not tried again."


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_is_taken_after_its_lease(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {})
    first = claim_quick()

    assert claim_quick() is None
    second = claim_quick(minutes=1)

    assert first is not None
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_fails() -> None:
    with handled(lambda job: None, attempts=2):
        enqueue("test", {})
        assert [claim_quick(minutes=minutes) is not None for minutes in (0, 1, 2)] == [True, True, False]

    job = Job.objects.get()
    assert (job.state, job.problem) == ("failed", DIED)
