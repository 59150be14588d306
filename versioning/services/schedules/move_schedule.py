"""Let a schedule run at another moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from versioning.exceptions import ScheduleEnded
from versioning.models import Actor, Job, Schedule, Verb
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_change
from versioning.services.schedules._schedules import (
    authorize_schedule,
    check_moment,
    described,
    job_key,
    refuse_without_person,
)


@dataclass(frozen=True)
class Move:
    """What changes. None leaves the value as it is."""

    at: datetime | None = None
    timezone: str | None = None
    if_missed: Schedule.IfMissed | None = None


def move_schedule(*, actor: Actor, schedule: Schedule, changes: Move) -> Schedule:
    """Change when a waiting schedule runs. It runs with the rights of the actor then, and its content stays pinned.

    Raises ScheduleEnded (it does not wait, or runs just now), InvalidValue (at, timezone), NotAllowed, NotFound.
    """
    authorize_schedule(actor=actor, schedule=schedule)
    refuse_without_person(actor)
    with transaction.atomic():
        # The job first, as its end does, then the schedule, then the document. A job that runs is past moving.
        job = Job.objects.select_for_update().filter(key=job_key(schedule), state=Job.State.WAITING).first()
        stored = Schedule.objects.select_for_update(of=("self",)).with_related().get(pk=schedule.pk)
        if stored.state != Schedule.State.WAITING or job is None:
            raise ScheduleEnded(state=stored.state)
        stored.at, stored.timezone = changes.at or stored.at, changes.timezone or stored.timezone
        stored.if_missed, stored.created_by = changes.if_missed or stored.if_missed, actor.user
        check_moment(stored.at, timezone=stored.timezone)
        held = lock_document(stored.document_id, actor=actor)
        job.due_at = stored.at
        job.save(update_fields=("due_at",))
        stored.save(update_fields=("at", "timezone", "if_missed", "created_by"))
        record_change(held, Verb.VERSION_SCHEDULED, version=stored.version, **described(stored))
    return stored
