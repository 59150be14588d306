"""Schedule that a version is published, promoted or archived."""

from dataclasses import dataclass
from datetime import datetime

from versioning.exceptions import DraftChanged, NotPublished, VersionFrozen
from versioning.models import Actor, Schedule, Verb, Version
from versioning.models.delivery.schedule import content_digest
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.recording import record_change
from versioning.services.schedules._schedules import (
    authorize_schedule,
    check_moment,
    described,
    enqueue_run,
    refuse_without_person,
)

CHANGED = "The draft was saved again after you opened this page. Look at it, then schedule it."


@dataclass(frozen=True)
class Plan:
    """What is to happen, and when. `timezone` is the one in which people see the moment.

    `content_sha256` is the hexadecimal `content_digest` of what the person looked at. If it is empty,
    the content is the one that is stored when this is scheduled.
    """

    action: Schedule.Action
    at: datetime
    timezone: str = "UTC"
    if_missed: Schedule.IfMissed = Schedule.IfMissed.RUN
    content_sha256: str = ""


def schedule_version(*, actor: Actor, version: Version, plan: Plan) -> Schedule:
    """Schedule the action for exactly the content that the version has now.

    It runs with the rights that the actor has at that moment. To publish also makes the version current. A document
    may have several schedules. Raises InvalidValue (at, timezone), DraftChanged, NotAllowed, NotPublished,
    VersionFrozen.
    """
    check_moment(plan.at, timezone=plan.timezone)
    refuse_without_person(actor)
    schedule = Schedule(
        project=version.document.project,
        document=version.document,
        version=version,
        action=plan.action,
        at=plan.at,
        timezone=plan.timezone,
        if_missed=plan.if_missed,
        created_by=actor.user,
    )
    authorize_schedule(actor=actor, schedule=schedule)
    with locked(version.document_id, actor=actor) as held:
        stored = read_version(held, version.pk)
        _refuse_impossible(plan.action, stored)
        schedule.sha256 = content_digest(stored)
        if plan.content_sha256 not in ("", schedule.sha256.hex()):
            raise DraftChanged(CHANGED)
        schedule.save(force_insert=True)
        enqueue_run(schedule, actor=actor, run_at=schedule.at)
        record_change(held, Verb.VERSION_SCHEDULED, version=stored, **described(schedule))
    return schedule


def _refuse_impossible(action: Schedule.Action, version: Version) -> None:
    if action == Schedule.Action.PUBLISH:
        if version.status != Version.Status.DRAFT:
            raise VersionFrozen("Only an open draft can be scheduled for publication.")
    elif version.status != Version.Status.PUBLISHED:
        raise NotPublished
