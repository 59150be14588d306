"""Verbs of schedules."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.reading import current_of
from tests.services.verbs.case import Act, Case
from versioning.models import Role, Schedule
from versioning.services.schedules.move_schedule import Move, move_schedule
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule


def _tomorrow() -> Plan:
    return Plan(action=Schedule.Action.PROMOTE, at=timezone.now() + timedelta(days=1))


def _scheduled(cast: Cast) -> Schedule:
    return schedule_version(actor=cast.publisher, version=current_of(cast.document()), plan=_tomorrow())


def _schedule(cast: Cast) -> Act:
    version = current_of(cast.document())
    return lambda actor: schedule_version(actor=actor, version=version, plan=_tomorrow())


def _move_schedule(cast: Cast) -> Act:
    schedule = _scheduled(cast)
    changes = Move(at=timezone.now() + timedelta(days=2))
    return lambda actor: move_schedule(actor=actor, schedule=schedule, changes=changes)


def _unschedule(cast: Cast) -> Act:
    schedule = _scheduled(cast)
    return lambda actor: unschedule(actor=actor, schedule=schedule)


VERBS = {
    "schedule_version": Case(Role.PUBLISHER, _schedule),
    "move_schedule": Case(Role.PUBLISHER, _move_schedule),
    "unschedule": Case(Role.PUBLISHER, _unschedule),
}
