"""A worker begins jobs soon after their commit, renews their leases, and ends or hands back what it runs."""

import time
from threading import Event

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.jobs import PATIENCE, handled, states, working
from tests.models.raw import execute
from versioning.models import Job, JobWorker
from versioning.services.jobs import run_worker as module
from versioning.services.kernel.delivery.jobs import Watcher, enqueue
from versioning.services.kernel.delivery.running_job import JobFailed, RunningJob


def _wait_for(*wanted: str) -> None:
    ends = time.monotonic() + PATIENCE
    while states() != list(wanted):
        assert time.monotonic() < ends, states()
        time.sleep(0.05)


def test_a_job_runs_within_a_second_of_its_commit(transactional_db: None) -> None:
    ran = Event()
    with handled(lambda job: ran.set()), working():
        enqueue("test", {})

        assert ran.wait(PATIENCE)
        _wait_for("done")


def test_a_long_job_keeps_no_quick_one_waiting(transactional_db: None) -> None:
    goes_on = Event()

    def wait(job: RunningJob) -> None:
        goes_on.wait(PATIENCE)

    with (
        handled(wait, kind="slow", lane=Job.Lane.LONG),
        handled(lambda job: None),
        working(),
    ):
        enqueue("slow", {})
        enqueue("test", {})

        _wait_for("running", "done")
        goes_on.set()
        _wait_for("done", "done")


def test_a_lease_is_renewed_while_the_handler_is_busy(transactional_db: None, settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 2
    attempts = []

    def work(job: RunningJob) -> None:
        attempts.append(job.attempt)
        time.sleep(4)

    with handled(work), working():
        enqueue("test", {})
        _wait_for("done")

    assert attempts == [1]


def test_a_stopping_worker_hands_back_what_it_runs(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.2)
    goes_on, begun = Event(), Event()

    def work(job: RunningJob) -> None:
        begun.set()
        goes_on.wait(PATIENCE)

    with handled(work):
        with working():
            enqueue("test", {})
            assert begun.wait(PATIENCE)
        goes_on.set()

        job = Job.objects.get()
        assert (job.state, job.attempts) == ("waiting", 0)


def test_a_handler_that_looks_up_stops_with_its_worker(transactional_db: None) -> None:
    begun = Event()

    def work(job: RunningJob) -> None:
        begun.set()
        while True:
            job.heartbeat()

    with handled(work):
        with working():
            enqueue("test", {})
            assert begun.wait(PATIENCE)

        job = Job.objects.get()
        assert (job.state, job.attempts) == ("waiting", 0)


def test_a_worker_reports_itself_until_it_ends(transactional_db: None) -> None:
    with handled(lambda job: None), working():
        enqueue("test", {})
        _wait_for("done")
        assert JobWorker.objects.count() == 1

    assert JobWorker.objects.get().ended_at is not None
    assert not JobWorker.objects.alive(now=timezone.now()).exists()


def test_a_kind_that_fails_to_take_note_of_its_end_keeps_no_other_job_waiting(transactional_db: None) -> None:
    def fail(job: RunningJob) -> None:
        raise JobFailed("No.")

    def take_note(job: Job) -> None:
        raise KeyError

    with handled(fail, kind="broken", ended=take_note), handled(lambda job: None), working():
        for _ in range(3):
            enqueue("broken", {})
        enqueue("test", {})

        _wait_for("failed", "failed", "failed", "done")


def test_jobs_run_while_a_watcher_always_fails(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        failed.set()
        raise KeyError

    failed = Event()
    monkeypatch.setattr(module, "WATCHERS", [Watcher(fail)])
    monkeypatch.setattr(module, "OUTAGE_PAUSE_SECONDS", 0.1)
    with handled(lambda job: None), working():
        assert failed.wait(PATIENCE)
        enqueue("test", {})

        _wait_for("done")


def test_a_worker_that_starts_while_the_database_fails_works_afterwards(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OUTAGE_PAUSE_SECONDS", 0.1)
    table = JobWorker._meta.db_table
    execute(f"ALTER TABLE {table} RENAME TO away")
    with handled(lambda job: None), working():
        time.sleep(0.5)
        execute(f"ALTER TABLE away RENAME TO {table}")
        enqueue("test", {})

        _wait_for("done")
