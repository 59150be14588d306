"""Ask for the maintenance of the next quiet hour."""

from datetime import datetime, timedelta

from django.conf import settings

from versioning.models import Job
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.maintenance._upkeep import INTERVALS

HALF_A_DAY = timedelta(hours=12)


def plan_upkeep(*, now: datetime) -> int:
    """Enqueue a job of each kind that has none. Return how many. Workers call this again and again.

    A job whose hour passed while no worker ran is done as soon as one runs.
    """
    if not settings.UPKEEP:
        return 0
    open_kinds = set(Job.objects.unfinished().filter(kind__in=INTERVALS).values_list("kind", flat=True))
    missing = INTERVALS.keys() - open_kinds
    # The key keeps two workers from enqueueing the same one.
    return sum(enqueue(kind, {}, run_at=_next_run(kind, now=now), key=kind) is not None for kind in sorted(missing))


def _next_run(kind: str, *, now: datetime) -> datetime:
    """Return the first quiet hour that comes a whole interval after the last run, or the next one."""
    last = Job.objects.last_ended(kind)
    # Half a day less, because a run ends some time after its hour.
    earliest = now if last is None or last.finished_at is None else last.finished_at + INTERVALS[kind] - HALF_A_DAY
    return _quiet_hour_after(max(now, earliest))


def _quiet_hour_after(moment: datetime) -> datetime:
    hour = moment.replace(hour=settings.UPKEEP_HOUR, minute=0, second=0, microsecond=0)
    return hour if hour > moment else hour + timedelta(days=1)
