"""A schedule does once, at its moment, what it was made for, with exactly the content that it was made for."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast, make_token
from tests.races import run_together
from versioning.exceptions import InvalidValue, JobEnded, NotAllowed, NotPublished, ScheduleEnded, VersionFrozen
from versioning.models import Actor, Document, Event, Job, Role, Schedule, Token, User, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs._run_job import run_job
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import claim
from versioning.services.schedules.move_schedule import Move, move_schedule
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.run_schedule import AGAIN, CHANGED, CLOSED, MISSED, OUTDATED
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.schedules.unschedule import unschedule
from versioning.services.versions.publish_version import publish_version

PUBLISH, PROMOTE, ARCHIVE = Schedule.Action.PUBLISH, Schedule.Action.PROMOTE, Schedule.Action.ARCHIVE


def _plan(action: Schedule.Action = PUBLISH, **values: Any) -> Plan:
    return Plan(action=action, at=timezone.now() + timedelta(hours=1), **values)


def _schedule(cast: Cast, version: Version, action: Schedule.Action = PUBLISH, **values: Any) -> Schedule:
    return schedule_version(actor=cast.publisher, version=version, plan=_plan(action, **values))


def _come(schedule: Schedule, *, late: timedelta = timedelta()) -> Schedule:
    """Let the moment of the schedule come, and return what became of it."""
    Schedule.objects.waiting().filter(pk=schedule.pk).update(at=timezone.now() - late)
    Job.objects.unfinished().filter(kind="schedule").update(due_at=timezone.now() - late)
    run_due_jobs()
    schedule.refresh_from_db()
    return schedule


def test_nothing_happens_before_the_moment(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)

    run_due_jobs()

    schedule.refresh_from_db()
    assert (schedule.state, Job.objects.get(kind="schedule").attempts) == ("waiting", 0)


def test_a_draft_is_published_and_becomes_current(cast: Cast) -> None:
    draft = cast.draft()
    schedule = _schedule(cast, draft.version)

    done = _come(schedule)

    document = Document.objects.get()
    assert (done.state, document.current_id) == ("done", draft.version_id)
    assert Event.objects.get(verb=Verb.VERSION_PROMOTED).actor == cast.publisher.user


def test_several_schedules_of_a_document_run_in_their_turn(cast: Cast) -> None:
    document = cast.document()
    old, draft = document.current, cast.fork(document)
    assert old is not None
    first = _schedule(cast, draft.version)
    second = _schedule(cast, old, PROMOTE)
    third = _schedule(cast, old, ARCHIVE)

    assert _come(first).state == "done"
    document.refresh_from_db()

    assert {each.state for each in Schedule.objects.all()} == {"done"}
    assert document.current is None
    assert {second.pk, third.pk} < set(Schedule.objects.values_list("pk", flat=True))


def test_a_draft_that_was_changed_since_is_not_published(cast: Cast) -> None:
    draft = cast.draft()
    schedule = _schedule(cast, draft.version)
    cast.save(draft, body="Another text.\n")

    failed = _come(schedule)

    assert (failed.state, failed.problem) == ("failed", CHANGED)
    assert Version.objects.published().count() == 0
    event = Event.objects.get(verb=Verb.VERSION_SCHEDULE_FAILED)
    assert (event.document_id, event.data["message"]) == (draft.document_id, CHANGED)


def test_a_draft_that_was_changed_back_is_published(cast: Cast) -> None:
    draft = cast.draft(body="One.\n")
    schedule = _schedule(cast, draft.version)
    cast.save(cast.save(draft, body="Two.\n"), body="One.\n")

    assert _come(schedule).state == "done"


def test_a_draft_that_became_outdated_is_not_published(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.save(draft, body="Mine.\n")
    schedule = _schedule(cast, cast.fork(document).version)
    cast.version(document, "Theirs.\n")

    failed = _come(schedule)

    assert (failed.state, failed.problem) == ("failed", OUTDATED)


def test_a_draft_that_is_not_open_any_more_fails_with_the_reason(cast: Cast) -> None:
    draft = cast.draft()
    schedule = _schedule(cast, draft.version)
    publish_version(actor=cast.publisher, version=draft.version)

    assert _come(schedule).problem == CLOSED


def test_a_document_in_the_trash_fails_with_a_reason(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    schedule = _schedule(cast, document.current, ARCHIVE)
    trash_document(actor=cast.manager, document=document)

    failed = _come(schedule)

    assert failed.state == "failed"
    assert "is gone" in failed.problem


def test_it_runs_with_the_rights_that_its_person_has_by_then(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)
    cast.project.memberships.filter(user=cast.publisher.user).update(role=Role.EDITOR)

    failed = _come(schedule)

    assert failed.state == "failed"
    assert "publisher role" in failed.problem
    assert failed.problem.endswith(AGAIN)


def test_it_does_not_run_for_a_person_whose_account_was_deactivated(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)
    User.objects.filter(pk=cast.publisher.user.pk).update(is_active=False)

    failed = _come(schedule)

    assert failed.state == "failed"
    assert "deactivated" in failed.problem
    assert Version.objects.published().count() == 0


@pytest.mark.parametrize(("if_missed", "state"), [("run", "done"), ("report", "failed")])
def test_a_missed_one_is_caught_up_or_reported(cast: Cast, if_missed: str, state: str) -> None:
    schedule = _schedule(cast, cast.draft().version, if_missed=Schedule.IfMissed(if_missed))

    missed = _come(schedule, late=timedelta(hours=8))

    assert (missed.state, missed.problem) == (state, MISSED if state == "failed" else "")


def test_a_failed_one_stays_and_can_be_run_again(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version, if_missed=Schedule.IfMissed.REPORT)
    failed = _come(schedule, late=timedelta(hours=8))

    run_again(actor=cast.publisher, schedule=failed)
    run_due_jobs()

    failed.refresh_from_db()
    assert failed.state == "done"


def test_a_canceled_one_does_nothing(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)

    unschedule(actor=cast.publisher, schedule=schedule)

    assert _come(schedule).state == "cancelled"
    assert Version.objects.published().count() == 0
    assert Job.objects.get(kind="schedule").state == "cancelled"
    with pytest.raises(ScheduleEnded):
        run_again(actor=cast.publisher, schedule=schedule)


def test_one_of_a_document_in_the_trash_is_canceled(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    schedule = _schedule(cast, document.current, ARCHIVE)
    trash_document(actor=cast.manager, document=document)

    assert unschedule(actor=cast.publisher, schedule=schedule).state == "cancelled"
    assert Event.objects.get(verb=Verb.VERSION_UNSCHEDULED).project_id == cast.project.pk


def test_canceling_its_job_cancels_it_and_says_who_did(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)

    job = cancel_job(actor=cast.manager, job=Job.objects.get(kind="schedule"))

    schedule.refresh_from_db()
    event = Event.objects.get(verb=Verb.VERSION_UNSCHEDULED)
    assert (schedule.state, job.state) == ("cancelled", "cancelled")
    assert (event.actor, event.data["schedule"]) == (cast.manager.user, str(schedule.pk))


def test_its_job_is_canceled_by_those_who_may_cancel_the_schedule(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)
    cast.project.memberships.filter(user=cast.publisher.user).update(role=Role.EDITOR)

    with pytest.raises(NotAllowed):
        cancel_job(actor=Actor(user=cast.publisher.user), job=Job.objects.get(kind="schedule"))

    schedule.refresh_from_db()
    assert schedule.state == "waiting"


def test_a_job_whose_schedule_has_ended_is_not_canceled(cast: Cast) -> None:
    _come(_schedule(cast, cast.draft().version))

    with pytest.raises(JobEnded):
        cancel_job(actor=cast.publisher, job=Job.objects.get(kind="schedule"))


def test_moving_it_and_canceling_its_job_at_once_wait_for_each_other(live_cast: Cast) -> None:
    for _ in range(10):
        schedule = _schedule(live_cast, live_cast.draft().version)
        job = Job.objects.get(kind="schedule", payload__schedule=str(schedule.pk))
        changes = Move(at=timezone.now() + timedelta(days=1))

        moved, canceled = run_together(
            partial(move_schedule, actor=live_cast.publisher, schedule=schedule, changes=changes),
            partial(cancel_job, actor=live_cast.publisher, job=job),
        )

        assert isinstance(moved, Schedule | ScheduleEnded), moved
        assert isinstance(canceled, Job), canceled
        assert canceled.state == "cancelled"
        schedule.refresh_from_db()
        assert schedule.state == "cancelled"


def test_a_job_that_is_taken_again_after_its_commit_does_nothing(cast: Cast) -> None:
    schedule = _schedule(cast, cast.draft().version)
    later = timezone.now() + timedelta(hours=2)
    first = claim(lane=Job.Lane.QUICK, now=later)
    second = claim(lane=Job.Lane.QUICK, now=later + timedelta(hours=1))
    assert first is not None
    assert second is not None

    run_job(first)
    run_job(second)

    schedule.refresh_from_db()
    assert (schedule.state, Event.objects.filter(verb=Verb.VERSION_PUBLISHED).count()) == ("done", 1)


def test_workers_at_once_run_each_schedule_once(live_cast: Cast) -> None:
    for number in range(8):
        _schedule(live_cast, live_cast.draft(f"Page {number}").version)
    Job.objects.update(due_at=timezone.now())

    run_together(*[run_due_jobs] * 4)

    assert Event.objects.filter(verb=Verb.VERSION_PROMOTED).count() == 8
    assert Schedule.objects.filter(state="done").count() == 8


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"at": datetime(2020, 1, 1, tzinfo=UTC)}, "at"),
        ({"at": datetime(2099, 1, 1, tzinfo=UTC)}, "at"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
    ],
)
def test_moments_and_zones_have_to_exist(cast: Cast, values: dict[str, Any], field: str) -> None:
    plan = Plan(**{"action": PUBLISH, "at": timezone.now() + timedelta(hours=1), **values})

    with pytest.raises(InvalidValue) as refusal:
        schedule_version(actor=cast.publisher, version=cast.draft().version, plan=plan)

    assert refusal.value.field == field


def test_impossible_ones_are_refused_at_once(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    with pytest.raises(VersionFrozen):
        _schedule(cast, document.current, PUBLISH)
    with pytest.raises(NotPublished):
        _schedule(cast, cast.fork(document).version, PROMOTE)


def test_is_for_publishers(cast: Cast) -> None:
    version = cast.draft().version
    schedule = _schedule(cast, version)

    with pytest.raises(NotAllowed):
        schedule_version(actor=cast.editor, version=version, plan=_plan())
    with pytest.raises(NotAllowed):
        unschedule(actor=cast.editor, schedule=schedule)
    with pytest.raises(NotAllowed):
        run_again(actor=cast.editor, schedule=schedule)


def test_a_token_that_stands_for_no_person_schedules_nothing(cast: Cast) -> None:
    token, _ = make_token(cast.manager.user, kind=Token.Kind.PROJECT, project=cast.project, role=Role.MANAGER)
    actor = Actor(user=cast.manager.user, credential=token.credential)

    with pytest.raises(NotAllowed, match="personal token"):
        schedule_version(actor=actor, version=cast.draft().version, plan=_plan())


@pytest.mark.parametrize("values", [{"action": "archive"}, {"sha256": b"x" * 32}, {"state": "lost"}])
def test_the_database_refuses_other_contents(cast: Cast, values: dict[str, Any]) -> None:
    _schedule(cast, cast.draft().version)

    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(**values)


def test_the_database_lets_none_run_twice(cast: Cast) -> None:
    _come(_schedule(cast, cast.draft().version))

    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(state="waiting", finished_at=None)
