"""Schedules of one document run one after the other, and those that wait for a worker are not missed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from versioning.models import Document, Job, JobWorker, Schedule
from versioning.services.jobs._run_job import run_job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import claim, end, put_back
from versioning.services.schedules._schedules import job_key
from versioning.services.schedules.run_schedule import EARLIER, MISSED
from versioning.services.schedules.schedule_version import Plan, schedule_version

LATE = timedelta(minutes=30)


def _two_that_are_due(cast: Cast) -> tuple[Schedule, Schedule]:
    """Return a schedule that publishes a draft, and one that makes the older version current again."""
    document = cast.document()
    draft, plans = cast.fork(document), (Schedule.Action.PUBLISH, Schedule.Action.PROMOTE)
    assert document.current is not None
    first, second = (
        schedule_version(
            actor=cast.publisher, version=version, plan=Plan(action=action, at=timezone.now() + timedelta(hours=1))
        )
        for version, action in zip((draft.version, document.current), plans, strict=True)
    )
    Schedule.objects.update(at=timezone.now())
    return first, second


def _claim(schedule: Schedule) -> Job:
    """Take the job of the schedule, as a worker does."""
    Job.objects.filter(key=job_key(schedule)).update(due_at=timezone.now() - timedelta(minutes=1))
    job = claim(lane=Job.Lane.QUICK, now=timezone.now())
    assert job is not None
    assert job.payload["schedule"] == str(schedule.pk)
    return job


def _state(schedule: Schedule) -> str:
    schedule.refresh_from_db()
    return schedule.state


def test_one_waits_while_a_worker_has_an_earlier_one_of_its_document(cast: Cast) -> None:
    first, second = _two_that_are_due(cast)
    _claim(first)
    later = _claim(second)

    run_job(later)

    later.refresh_from_db()
    assert (later.state, later.attempts, later.problem) == ("waiting", 0, EARLIER)
    assert later.due_at <= timezone.now() + timedelta(seconds=1)
    assert _state(second) == "waiting"


def test_it_follows_when_the_earlier_one_is_done(cast: Cast) -> None:
    first, second = _two_that_are_due(cast)
    earlier, later = _claim(first), _claim(second)
    run_job(later)
    run_job(earlier)

    run_job(_claim(second))

    assert (_state(first), _state(second)) == ("done", "done")
    assert Document.objects.get().current_id == second.version_id


@pytest.mark.parametrize("state", [Job.State.FAILED, Job.State.CANCELLED])
def test_an_earlier_one_whose_job_has_ended_keeps_nobody_waiting(cast: Cast, state: Job.State) -> None:
    first, second = _two_that_are_due(cast)
    end(_claim(first), state, problem="It is over.")

    run_job(_claim(second))

    assert _state(second) == "done"


def test_one_waits_as_long_as_the_earlier_one_is_tried_again(cast: Cast) -> None:
    first, second = _two_that_are_due(cast)
    put_back(_claim(first), due_at=timezone.now() + timedelta(hours=1))

    for _ in range(20):
        run_job(_claim(second))

    job = Job.objects.get(key=job_key(second))
    assert (job.state, job.attempts) == ("waiting", 0)


def test_those_of_other_documents_do_not_wait(cast: Cast) -> None:
    first, _ = _two_that_are_due(cast)
    _claim(first)
    plan = Plan(action=Schedule.Action.PUBLISH, at=timezone.now() + timedelta(hours=1))
    other = schedule_version(actor=cast.publisher, version=cast.draft("Another page").version, plan=plan)

    run_job(_claim(other))

    assert _state(other) == "done"


def test_workers_at_once_keep_the_order(live_cast: Cast) -> None:
    first, second = _two_that_are_due(live_cast)
    # As after an outage: both are due, and the later one is taken first.
    Job.objects.filter(key=job_key(first)).update(due_at=timezone.now())
    Job.objects.filter(key=job_key(second)).update(due_at=timezone.now() - timedelta(minutes=1))

    run_together(*[run_due_jobs] * 4)
    Job.objects.unfinished().update(due_at=timezone.now())
    run_due_jobs()

    assert (_state(first), _state(second)) == ("done", "done")
    assert Document.objects.get().current_id == second.version_id


def _one_that_is_late(cast: Cast) -> Schedule:
    """Return a schedule that must not be caught up, whose moment has passed."""
    plan = Plan(
        action=Schedule.Action.PUBLISH,
        at=timezone.now() + timedelta(hours=1),
        if_missed=Schedule.IfMissed.REPORT,
    )
    schedule = schedule_version(actor=cast.publisher, version=cast.draft().version, plan=plan)
    Schedule.objects.update(at=timezone.now() - LATE)
    return schedule


def _worker(*, started: timedelta, seen: timedelta, ended: timedelta | None = None) -> None:
    """Insert a worker that started, was seen and ended so long ago."""
    now = timezone.now()
    moment = None if ended is None else now - ended
    JobWorker.objects.create(host="here", pid=1, started_at=now - started, seen_at=now - seen, ended_at=moment)


@pytest.mark.parametrize("ended", [None, timedelta(minutes=20)])
def test_one_that_waited_for_a_busy_worker_was_not_missed(cast: Cast, ended: timedelta | None) -> None:
    schedule = _one_that_is_late(cast)
    _worker(started=2 * LATE, seen=ended or timedelta(), ended=ended)

    run_job(_claim(schedule))

    assert _state(schedule) == "done"


def test_one_that_began_in_time_and_is_tried_again_was_not_missed(cast: Cast) -> None:
    schedule = _one_that_is_late(cast)
    Job.objects.update(started_at=timezone.now() - LATE + timedelta(minutes=1))

    run_job(_claim(schedule))

    assert _state(schedule) == "done"


@pytest.mark.parametrize(("started", "seen"), [(3 * LATE, 2 * LATE), (LATE / 2, timedelta())])
def test_one_was_missed_if_workers_died_before_it_or_started_after_it(
    cast: Cast, started: timedelta, seen: timedelta
) -> None:
    schedule = _one_that_is_late(cast)
    _worker(started=started, seen=seen)

    run_job(_claim(schedule))

    assert _state(schedule) == "failed"
    assert schedule.problem == MISSED
