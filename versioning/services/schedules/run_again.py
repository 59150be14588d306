"""Run a schedule that failed again."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import ScheduleEnded
from versioning.models import Actor, Schedule
from versioning.services.schedules._schedules import authorize_schedule, enqueue_run, refuse_without_person


def run_again(*, actor: Actor, schedule: Schedule) -> Schedule:
    """Let a failed schedule run now, with the rights of the actor. Its content stays pinned.

    Raises ScheduleEnded (it is done or was canceled, or it waits), NotAllowed, NotFound.
    """
    authorize_schedule(actor=actor, schedule=schedule)
    refuse_without_person(actor)
    with transaction.atomic():
        stored = Schedule.objects.select_for_update(of=("self",)).with_related().get(pk=schedule.pk)
        if stored.state != Schedule.State.FAILED:
            raise ScheduleEnded(state=stored.state)
        stored.state, stored.problem, stored.finished_at = Schedule.State.WAITING, "", None
        stored.created_by = actor.user
        stored.save(update_fields=("state", "problem", "finished_at", "created_by"))
        enqueue_run(stored, actor=actor, run_at=clock.now(), again=True)
    return stored
