"""What the maintenance that runs by itself did last."""

from dataclasses import dataclass
from datetime import datetime

from versioning.models import Job
from versioning.services.maintenance._upkeep import INTERVALS


@dataclass(frozen=True)
class LastUpkeep:
    """The job of one kind that ended last, or None if none has ended, and when the next one is due."""

    kind: str
    job: Job | None
    next_at: datetime | None


def last_upkeep() -> list[LastUpkeep]:
    """Return the last result of each kind."""
    waiting = dict(Job.objects.unfinished().filter(kind__in=INTERVALS).values_list("kind", "due_at"))
    return [LastUpkeep(kind, Job.objects.last_ended(kind), waiting.get(kind)) for kind in INTERVALS]
