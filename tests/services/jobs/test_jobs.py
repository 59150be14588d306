"""Jobs are enqueued in the caller's transaction, run once by one worker, retried, resumed and cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.jobs import handled, states
from tests.races import run_together
from tests.services.jobs.running import claim_quick
from versioning.models import Job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import end, put_back
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.delivery.running_job import (
    JobCancelled,
    LeaseLost,
    RunningJob,
    WorkerStopping,
)


@pytest.mark.django_db
def test_a_job_runs_and_keeps_its_result(ran: list[dict[str, Any]]) -> None:
    job = enqueue("test", {"page": 1})

    run_due_jobs()

    assert job is not None
    job.refresh_from_db()
    assert (ran, job.state, job.result, job.attempts) == ([{"page": 1}], "done", {"count": 1}, 1)


def test_a_rollback_enqueues_nothing(transactional_db: None, ran: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        enqueue("test", {})
        transaction.set_rollback(True)

    run_due_jobs()

    assert (ran, states()) == ([], [])


def test_enqueueing_takes_one_statement(cast: Cast, ran: list[dict[str, Any]], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        enqueue("test", {}, project=cast.project, key="one")


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        enqueue("unheard-of", {})


@pytest.mark.django_db
def test_a_later_job_waits_for_its_moment(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {}, run_at=timezone.now() + timedelta(hours=1))

    assert run_due_jobs() == 0
    assert claim_quick(hours=2) is not None


@pytest.mark.django_db
def test_an_open_job_with_the_same_key_is_not_enqueued_twice(ran: list[dict[str, Any]]) -> None:
    assert enqueue("test", {}, key="import 1") is not None
    assert enqueue("test", {}, key="import 1") is None

    run_due_jobs()

    assert enqueue("test", {}, key="import 1") is not None


@pytest.mark.django_db
def test_who_lost_the_lease_changes_nothing(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {})
    first = claim_quick()
    second = claim_quick(minutes=1)
    assert first is not None
    assert second is not None

    with pytest.raises(LeaseLost):
        RunningJob(first).report(1, 2)
    put_back(first, due_at=timezone.now())

    assert end(first, Job.State.FAILED) is False
    assert Job.objects.get().state == "running"
    assert end(second, Job.State.DONE) is True


@pytest.mark.django_db
def test_a_stopping_worker_hands_the_job_back_without_an_attempt() -> None:
    seen = []

    def work(job: RunningJob) -> None:
        seen.append(job.attempt)
        if len(seen) == 1:
            raise WorkerStopping

    with handled(work, attempts=1):
        enqueue("test", {})
        run_due_jobs()

    assert (seen, states()) == ([1, 1], ["done"])


@pytest.mark.django_db
def test_progress_is_recorded_and_a_cancelled_handler_stops(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {})
    job = claim_quick()
    assert job is not None
    running = RunningJob(job)
    running.report(3, 7)
    Job.objects.update(cancel_asked_at=timezone.now())

    with pytest.raises(JobCancelled):
        running.heartbeat()

    assert Job.objects.get().progress == {"done": 3, "total": 7}


@pytest.mark.django_db
def test_a_job_of_a_newer_server_waits_for_a_newer_worker() -> None:
    with handled(lambda job: None):
        enqueue("test", {})

    run_due_jobs()

    job = Job.objects.get()
    assert (job.state, job.attempts) == ("waiting", 0)
    assert job.due_at > timezone.now()


def test_workers_at_once_never_take_the_same_job(transactional_db: None) -> None:
    with handled(lambda job: None):
        for _ in range(12):
            enqueue("test", {})

        def take_three() -> list[Any]:
            taken = [claim_quick() for _ in range(3)]
            return [job.pk for job in taken if job is not None]

        taken = [pk for pks in run_together(*[take_three] * 4) for pk in pks]

    assert len(taken) == len(set(taken)) == 12


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"state": "running"},
        {"state": "done"},
        {"state": "lost"},
        {"lane": "slow"},
        {"kind": "other"},
        {"payload": {"page": 2}},
    ],
)
def test_the_database_refuses_impossible_jobs(ran: list[dict[str, Any]], values: dict[str, Any]) -> None:
    enqueue("test", {"page": 1}, key="one")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**values)


@pytest.mark.django_db
def test_the_database_lets_no_job_run_again_that_ended(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {})
    run_due_jobs()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(state="waiting", finished_at=None)
