"""Cancel a schedule."""

from django.db import transaction

from versioning.exceptions import ScheduleEnded
from versioning.models import Actor, Job, Schedule, Verb
from versioning.services.kernel.delivery.job_queue import CANCELLED, end
from versioning.services.schedules._schedules import authorize_schedule, close, job_key, record_of


def unschedule(*, actor: Actor, schedule: Schedule) -> Schedule:
    """Cancel a schedule that waits or has failed. Raises ScheduleEnded, NotAllowed, NotFound."""
    authorize_schedule(actor=actor, schedule=schedule)
    with transaction.atomic():
        # The schedule first, then the document, as the run of the schedule does.
        stored = Schedule.objects.select_for_update(of=("self",)).with_related().get(pk=schedule.pk)
        if stored.state not in (Schedule.State.WAITING, Schedule.State.FAILED):
            raise ScheduleEnded(state=stored.state)
        close(stored, Schedule.State.CANCELLED)
        record_of(stored, Verb.VERSION_UNSCHEDULED, actor=actor)
    # Afterwards, because the end of a job locks the job first. A job that stays finds nothing to do.
    job = Job.objects.filter(key=job_key(stored), state=Job.State.WAITING).first()
    if job is not None:
        end(job, Job.State.CANCELLED, problem=CANCELLED)
    return stored
