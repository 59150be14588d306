"""Cancel a job."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import JobEnded
from versioning.models import Actor, Job, Scope
from versioning.policies import Action, authorize, authorize_organization, require_scope
from versioning.services.kernel.delivery.job_queue import CANCELLED, end
from versioning.services.kernel.delivery.jobs import KINDS, Cancel


def cancel_job(*, actor: Actor, job: Job) -> Job:
    """End a waiting job, or ask the worker of a running one to stop. What was done until then stays.

    People cancel their own jobs. Managers cancel all jobs of their project. To cancel the job of a schedule is to
    cancel the schedule. Raises JobEnded, NotAllowed, ScheduleEnded.
    """
    if (cancel := _own_way(job)) is not None:
        cancel(actor, job)
        job.refresh_from_db()
        return job
    _authorize(actor, job)
    with transaction.atomic():
        stored = Job.objects.select_for_update().get(pk=job.pk)
        if not stored.is_open:
            raise JobEnded(state=stored.state)
        if stored.state == Job.State.WAITING:
            end(stored, Job.State.CANCELLED, problem=CANCELLED)
        elif stored.cancel_asked_at is None:
            stored.cancel_asked_at = clock.now()
            stored.save(update_fields=("cancel_asked_at",))
    stored.refresh_from_db()
    return stored


def _own_way(job: Job) -> Cancel | None:
    """Return how an open job of this kind is cancelled, if not as every other one."""
    kind = KINDS.get(job.kind)
    return None if kind is None or not job.is_open else kind.cancel


def _authorize(actor: Actor, job: Job) -> None:
    if job.created_by_id == actor.user.pk:
        require_scope(actor=actor, scope=Scope.DRAFT)
    elif job.project_id is None:
        authorize_organization(actor=actor)
    else:
        authorize(actor=actor, action=Action.CANCEL_JOBS, project_id=job.project_id)
