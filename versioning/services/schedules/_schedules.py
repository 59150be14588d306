"""What the verbs of schedules share."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from versioning import clock
from versioning.exceptions import InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, Schedule, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record, record_change

KIND = "schedule"
FARTHEST = timedelta(days=3653)
# What the person must be allowed to do, when it is scheduled and when it runs.
NEEDED = {
    Schedule.Action.PUBLISH: (Action.PUBLISH, Action.PROMOTE),
    Schedule.Action.PROMOTE: (Action.PROMOTE,),
    Schedule.Action.ARCHIVE: (Action.ARCHIVE,),
}


def check_moment(at: datetime, *, timezone: str) -> None:
    """Raise InvalidValue (at, timezone) unless the moment is to come and the time zone exists."""
    if timezone not in available_timezones():
        raise InvalidValue("Use the name of a time zone, such as Europe/Berlin or UTC.", field="timezone")
    if not clock.now() < at <= clock.now() + FARTHEST:
        raise InvalidValue("Choose a moment in the future, within ten years.", field="at")


def authorize_schedule(*, actor: Actor, schedule: Schedule) -> None:
    """Raise NotAllowed or NotFound unless the actor may do now what is scheduled."""
    for action in NEEDED[Schedule.Action(schedule.action)]:
        authorize(actor=actor, action=action, project_id=schedule.project_id)


def refuse_without_person(actor: Actor) -> None:
    """Raise NotAllowed if the credential carries a role of its own. A schedule runs with the rights of a person."""
    if actor.own_role is not None:
        raise NotAllowed("Schedules run with the rights of a person. Use a personal token.")


def enqueue_run(schedule: Schedule, *, actor: Actor, run_at: datetime, again: bool = False) -> None:
    """Enqueue the job that runs the schedule at the moment."""
    payload = {"schedule": str(schedule.pk), "again": again}
    enqueue(KIND, payload, run_at=run_at, project=schedule.project, actor=actor, key=job_key(schedule))


def job_key(schedule: Schedule) -> str:
    return f"{KIND} {schedule.pk}"


def described(schedule: Schedule) -> dict[str, Any]:
    """Return what the events of a schedule say."""
    return {
        "schedule": str(schedule.pk),
        "action": str(schedule.action),
        "moment": f"{schedule.local} ({schedule.timezone})",
        "number": schedule.version.number,
    }


def record_of(schedule: Schedule, verb: Verb, *, actor: Actor, **data: Any) -> None:
    """Lock the document and record what happened to its schedule. Call it in a transaction."""
    data = {**described(schedule), **data}
    try:
        held = lock_document(schedule.document_id, actor=actor)
    except NotFound:
        # The document is in the trash.
        record(actor=actor, verb=verb, project_id=schedule.project_id, **data)
    else:
        record_change(held, verb, version=schedule.version, **data)


def close(schedule: Schedule, state: Schedule.State, *, problem: str = "") -> None:
    """Write how the schedule ended. Hold the lock of its row."""
    schedule.state, schedule.problem, schedule.finished_at = state, problem, clock.now()
    schedule.save(update_fields=("state", "problem", "finished_at"))
