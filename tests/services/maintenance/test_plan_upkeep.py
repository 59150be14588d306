"""Maintenance is enqueued once for quiet hours, and administrators learn what it found."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.damage import damage
from tests.races import run_together
from tests.web.conftest import signed_in
from versioning.models import Actor, Blob, Job, User
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.maintenance._upkeep import INTERVALS
from versioning.services.maintenance.last_upkeep import last_upkeep
from versioning.services.maintenance.plan_upkeep import plan_upkeep

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def zone(settings: Settings) -> None:
    settings.UPKEEP_HOUR = 3


def _done(kind: str, *, at: datetime) -> None:
    Job.objects.create(kind=kind, state="done", max_attempts=1, created_at=at, finished_at=at)


def test_every_kind_is_planned_for_the_next_quiet_hour_and_once(db: None) -> None:
    assert (plan_upkeep(now=NOON), plan_upkeep(now=NOON)) == (len(INTERVALS), 0)

    assert set(Job.objects.values_list("due_at", flat=True)) == {datetime(2026, 3, 5, 3, tzinfo=UTC)}


def test_workers_at_once_plan_each_kind_once(transactional_db: None) -> None:
    planned = run_together(*[lambda: plan_upkeep(now=NOON)] * 4)

    assert (sum(planned), Job.objects.count()) == (len(INTERVALS), len(INTERVALS))


def test_the_next_run_comes_an_interval_after_the_last(db: None) -> None:
    for kind in INTERVALS:
        _done(kind, at=datetime(2026, 3, 4, 3, 1, tzinfo=UTC))

    plan_upkeep(now=NOON)

    days = {job.kind: timedelta(days=(job.due_at - NOON).days + 1) for job in Job.objects.unfinished()}
    assert days == INTERVALS


def test_nothing_is_planned_if_a_setting_says_so(db: None, settings: Settings) -> None:
    settings.UPKEEP = False

    assert plan_upkeep(now=NOON) == 0


def test_all_of_it_runs_and_keeps_its_results(cast: Cast) -> None:
    cast.document()
    plan_upkeep(now=timezone.now() - timedelta(days=2))

    run_due_jobs()

    assert {(last.kind, last.job and last.job.state) for last in last_upkeep()} == {
        (kind, "done") for kind in INTERVALS
    }
    assert Job.objects.last_breaches() == 0


def test_a_breach_is_logged_counted_and_shown(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    damage(Blob.objects.get(document=cast.document()).pk)
    plan_upkeep(now=timezone.now() - timedelta(days=2))

    with caplog.at_level(logging.ERROR):
        run_due_jobs()

    assert Job.objects.last_breaches() > 0
    assert "The data breaks a promise" in caplog.text
    administrator = Actor(user=User.objects.get(username="root.admin"))
    assert "The last check of the data found" in signed_in(administrator).get("/settings/jobs/").content.decode()
