"""Jobs are enqueued in the caller's transaction, run once by one worker, retried, resumed and cancelled."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.jobs import handled, states
from tests.races import run_together
from versioning.models import Job
from versioning.services.jobs._run_job import OUR_FAULT
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import DIED, claim, end, put_back
from versioning.services.kernel.delivery.jobs import Backoff, enqueue
from versioning.services.kernel.delivery.running_job import (
    JobCancelled,
    JobFailed,
    LeaseLost,
    RetryLater,
    RunningJob,
    WorkerStopping,
)

QUICK = Job.Lane.QUICK


@pytest.fixture
def ran() -> Iterator[list[dict[str, Any]]]:
    """The payloads that a handler of the kind `test` got."""
    payloads: list[dict[str, Any]] = []

    def keep(job: RunningJob) -> dict[str, int]:
        payloads.append(job.payload)
        return {"count": len(payloads)}

    with handled(keep):
        yield payloads


def _claim(**later: Any) -> Job | None:
    return claim(lane=QUICK, now=timezone.now() + timedelta(**later))


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
    assert _claim(hours=2) is not None


@pytest.mark.django_db
def test_an_open_job_with_the_same_key_is_not_enqueued_twice(ran: list[dict[str, Any]]) -> None:
    assert enqueue("test", {}, key="import 1") is not None
    assert enqueue("test", {}, key="import 1") is None

    run_due_jobs()

    assert enqueue("test", {}, key="import 1") is not None


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
    first = _claim()

    assert _claim() is None
    second = _claim(minutes=1)

    assert first is not None
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_fails() -> None:
    with handled(lambda job: None, attempts=2):
        enqueue("test", {})
        assert [_claim(minutes=minutes) is not None for minutes in (0, 1, 2)] == [True, True, False]

    job = Job.objects.get()
    assert (job.state, job.problem) == ("failed", DIED)


@pytest.mark.django_db
def test_who_lost_the_lease_changes_nothing(ran: list[dict[str, Any]]) -> None:
    enqueue("test", {})
    first = _claim()
    second = _claim(minutes=1)
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
    job = _claim()
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
            taken = [_claim() for _ in range(3)]
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
