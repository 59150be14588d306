"""Each person, and each project, has a limited number of jobs that wait or run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.jobs import handled
from tests.races import run_together
from versioning.exceptions import QuotaExceeded
from versioning.models import Actor, Job, Schedule
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.schedules.schedule_version import Plan, schedule_version

THREADS = 6
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    """Yield a handler of the kind `test`."""

    def do_nothing(job: RunningJob) -> None:
        pass

    with handled(do_nothing):
        yield


def _ask(cast: Cast, actor: Actor) -> Job:
    """Enqueue a job as verbs do, in a transaction."""
    with transaction.atomic():
        job = enqueue("test", {}, project=cast.project, actor=actor)
    assert job is not None
    return job


def _fill(cast: Cast, actor: Actor, *, count: int) -> None:
    """Insert jobs that wait, as if the actor had asked for them."""
    values = {"project": cast.project, "created_by": actor.user, "max_attempts": 1, "due_at": LATER}
    Job.objects.bulk_create([Job(kind="test", **values) for _ in range(count)], batch_size=1000)


def _schedule(cast: Cast, text: str) -> Schedule:
    version = cast.draft(text).version
    return schedule_version(actor=cast.publisher, version=version, plan=Plan(action=Schedule.Action.PUBLISH, at=LATER))


@pytest.mark.parametrize("of", ["person", "project"])
def test_one_job_more_than_the_limit_is_refused_by_its_name(cast: Cast, settings: Settings, of: str) -> None:
    setattr(settings, f"QUOTA_{of.upper()}_JOBS", 1)
    _ask(cast, cast.editor)

    with pytest.raises(QuotaExceeded) as refusal:
        _ask(cast, cast.editor if of == "person" else cast.manager)

    assert refusal.value.data == {"of": of, "kind": "jobs", "limit": 1, "used": 1}
    assert "jobs that wait or run for " in refusal.value.message
    assert refusal.value.message.endswith(f"with the setting QUOTA_{of.upper()}_JOBS.")
    assert Job.objects.count() == 1


def test_the_jobs_of_others_and_of_nobody_do_not_count_for_a_person(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_JOBS, settings.QUOTA_PROJECT_JOBS = 1, 3
    _ask(cast, cast.manager)
    for _ in range(3):
        enqueue("test", {}, project=cast.project)

    _ask(cast, cast.editor)

    assert Job.objects.count() == 5


def test_what_nobody_asked_for_is_never_refused(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_JOBS = settings.QUOTA_PROJECT_JOBS = 1
    _ask(cast, cast.editor)

    assert enqueue("test", {}, project=cast.project) is not None


def test_a_job_that_ended_makes_room(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_JOBS = 1
    _ask(cast, cast.editor)
    run_due_jobs()
    cancel_job(actor=cast.editor, job=_ask(cast, cast.editor))

    _ask(cast, cast.editor)

    assert Job.objects.unfinished().count() == 1


def test_without_limits_any_number_waits(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_JOBS = settings.QUOTA_PROJECT_JOBS = 0

    for _ in range(3):
        _ask(cast, cast.editor)

    assert Job.objects.unfinished().count() == 3


def test_a_schedule_that_is_refused_leaves_nothing(cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PERSON_JOBS = 1
    _schedule(cast, "First")

    with pytest.raises(QuotaExceeded):
        _schedule(cast, "Second")

    assert (Schedule.objects.count(), Job.objects.count()) == (1, 1)


def test_threads_that_ask_at_once_never_pass_the_limit_together(live_cast: Cast, settings: Settings) -> None:
    settings.QUOTA_PROJECT_JOBS = 2
    people = [live_cast.editor, live_cast.publisher, live_cast.manager] * 2

    results = run_together(*(lambda actor=actor: _ask(live_cast, actor) for actor in people))

    assert len(people) == THREADS
    assert sum(isinstance(result, Job) for result in results) == 2
    assert sum(isinstance(result, QuotaExceeded) for result in results) == THREADS - 2
    assert Job.objects.count() == 2


def test_the_defaults_leave_room_for_ten_thousand_schedules_of_one_person(cast: Cast) -> None:
    _fill(cast, cast.publisher, count=10_000)

    assert _schedule(cast, "One more").state == "waiting"
