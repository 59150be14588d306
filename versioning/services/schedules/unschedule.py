"""Cancel a schedule."""

from django.db import transaction

from versioning.exceptions import ScheduleEnded
from versioning.models import Actor, Job, Schedule, Verb
from versioning.services.kernel.delivery.job_queue import CANCELLED, end
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_change
from versioning.services.schedules._schedules import authorize_schedule, close, described, job_key


def unschedule(*, actor: Actor, schedule: Schedule) -> Schedule:
    """Cancel a schedule that waits or has failed. Raises ScheduleEnded, NotAllowed, NotFound."""
    authorize_schedule(actor=actor, schedule=schedule)
    with transaction.atomic():
        # The schedule first, then the document, as the run of the schedule does.
        stored = Schedule.objects.select_for_update(of=("self",)).with_related().get(pk=schedule.pk)
        if stored.state not in (Schedule.State.WAITING, Schedule.State.FAILED):
            raise ScheduleEnded(state=stored.state)
        held = lock_document(stored.document_id, actor=actor)
        close(stored, Schedule.State.CANCELLED)
        record_change(held, Verb.VERSION_UNSCHEDULED, version=stored.version, **described(stored))
    # Afterwards, because the end of a job locks the job first. A job that stays finds nothing to do.
    job = Job.objects.filter(key=job_key(stored), state=Job.State.WAITING).first()
    if job is not None:
        end(job, Job.State.CANCELLED, problem=CANCELLED)
    return stored
