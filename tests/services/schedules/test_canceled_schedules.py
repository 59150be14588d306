"""A schedule that was canceled, or whose job was, does nothing."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.services.schedules.scheduling import ARCHIVE, come, scheduled
from versioning.exceptions import JobEnded, NotAllowed, ScheduleEnded
from versioning.models import Actor, Event, Job, Role, Schedule, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.schedules.move_schedule import Move, move_schedule
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.unschedule import unschedule


def test_a_canceled_one_does_nothing(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)

    unschedule(actor=cast.publisher, schedule=schedule)

    assert come(schedule).state == "cancelled"
    assert Version.objects.published().count() == 0
    assert Job.objects.get(kind="schedule").state == "cancelled"
    with pytest.raises(ScheduleEnded):
        run_again(actor=cast.publisher, schedule=schedule)


def test_one_of_a_document_in_the_trash_is_canceled(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    schedule = scheduled(cast, document.current, ARCHIVE)
    trash_document(actor=cast.manager, document=document)

    assert unschedule(actor=cast.publisher, schedule=schedule).state == "cancelled"
    assert Event.objects.get(verb=Verb.VERSION_UNSCHEDULED).project_id == cast.project.pk


def test_canceling_its_job_cancels_it_and_says_who_did(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)

    job = cancel_job(actor=cast.manager, job=Job.objects.get(kind="schedule"))

    schedule.refresh_from_db()
    event = Event.objects.get(verb=Verb.VERSION_UNSCHEDULED)
    assert (schedule.state, job.state) == ("cancelled", "cancelled")
    assert (event.actor, event.data["schedule"]) == (cast.manager.user, str(schedule.pk))


def test_its_job_is_canceled_by_those_who_may_cancel_the_schedule(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)
    cast.project.memberships.filter(user=cast.publisher.user).update(role=Role.EDITOR)

    with pytest.raises(NotAllowed):
        cancel_job(actor=Actor(user=cast.publisher.user), job=Job.objects.get(kind="schedule"))

    schedule.refresh_from_db()
    assert schedule.state == "waiting"


def test_a_job_whose_schedule_has_ended_is_not_canceled(cast: Cast) -> None:
    come(scheduled(cast, cast.draft().version))

    with pytest.raises(JobEnded):
        cancel_job(actor=cast.publisher, job=Job.objects.get(kind="schedule"))


def test_moving_it_and_canceling_its_job_at_once_wait_for_each_other(live_cast: Cast) -> None:
    for _ in range(10):
        schedule = scheduled(live_cast, live_cast.draft().version)
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
