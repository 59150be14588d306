"""Schedules of versions, and the moment when they run."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.cast import Cast
from versioning.models import Job, Schedule, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.schedules.schedule_version import Plan, schedule_version

PUBLISH, PROMOTE, ARCHIVE = Schedule.Action.PUBLISH, Schedule.Action.PROMOTE, Schedule.Action.ARCHIVE


def make_plan(action: Schedule.Action = PUBLISH, **values: Any) -> Plan:
    return Plan(action=action, at=timezone.now() + timedelta(hours=1), **values)


def scheduled(cast: Cast, version: Version, action: Schedule.Action = PUBLISH, **values: Any) -> Schedule:
    return schedule_version(actor=cast.publisher, version=version, plan=make_plan(action, **values))


def come(schedule: Schedule, *, late: timedelta = timedelta()) -> Schedule:
    """Let the moment of the schedule come, and return what became of it."""
    Schedule.objects.waiting().filter(pk=schedule.pk).update(at=timezone.now() - late)
    Job.objects.unfinished().filter(kind="schedule").update(due_at=timezone.now() - late)
    run_due_jobs()
    schedule.refresh_from_db()
    return schedule
