"""A schedule does once, at its moment, what it was made for, with exactly the content that it was made for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.services.schedules.scheduling import ARCHIVE, PROMOTE, come, scheduled
from versioning.models import Document, Event, Job, Role, Schedule, User, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs._run_job import run_job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import claim
from versioning.services.schedules.run_again import run_again
from versioning.services.schedules.run_schedule import AGAIN, CHANGED, CLOSED, MISSED, OUTDATED
from versioning.services.versions.publish_version import publish_version


def test_nothing_happens_before_the_moment(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)

    run_due_jobs()

    schedule.refresh_from_db()
    assert (schedule.state, Job.objects.get(kind="schedule").attempts) == ("waiting", 0)


def test_a_draft_is_published_and_becomes_current(cast: Cast) -> None:
    draft = cast.draft()
    schedule = scheduled(cast, draft.version)

    done = come(schedule)

    document = Document.objects.get()
    assert (done.state, document.current_id) == ("done", draft.version_id)
    assert Event.objects.get(verb=Verb.VERSION_PROMOTED).actor == cast.publisher.user


def test_several_schedules_of_a_document_run_in_their_turn(cast: Cast) -> None:
    document = cast.document()
    old, draft = document.current, cast.fork(document)
    assert old is not None
    first = scheduled(cast, draft.version)
    second = scheduled(cast, old, PROMOTE)
    third = scheduled(cast, old, ARCHIVE)

    assert come(first).state == "done"
    document.refresh_from_db()

    assert {each.state for each in Schedule.objects.all()} == {"done"}
    assert document.current is None
    assert {second.pk, third.pk} < set(Schedule.objects.values_list("pk", flat=True))


def test_a_draft_that_was_changed_since_is_not_published(cast: Cast) -> None:
    draft = cast.draft()
    schedule = scheduled(cast, draft.version)
    cast.save(draft, body="Another text.\n")

    failed = come(schedule)

    assert (failed.state, failed.problem) == ("failed", CHANGED)
    assert Version.objects.published().count() == 0
    event = Event.objects.get(verb=Verb.VERSION_SCHEDULE_FAILED)
    assert (event.document_id, event.data["message"]) == (draft.document_id, CHANGED)


def test_a_draft_that_was_changed_back_is_published(cast: Cast) -> None:
    draft = cast.draft(body="One.\n")
    schedule = scheduled(cast, draft.version)
    cast.save(cast.save(draft, body="Two.\n"), body="One.\n")

    assert come(schedule).state == "done"


def test_a_draft_that_became_outdated_is_not_published(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.save(draft, body="Mine.\n")
    schedule = scheduled(cast, cast.fork(document).version)
    cast.version(document, "Theirs.\n")

    failed = come(schedule)

    assert (failed.state, failed.problem) == ("failed", OUTDATED)


def test_a_draft_that_is_not_open_any_more_fails_with_the_reason(cast: Cast) -> None:
    draft = cast.draft()
    schedule = scheduled(cast, draft.version)
    publish_version(actor=cast.publisher, version=draft.version)

    assert come(schedule).problem == CLOSED


def test_a_document_in_the_trash_fails_with_a_reason(cast: Cast) -> None:
    document = cast.document()
    assert document.current is not None
    schedule = scheduled(cast, document.current, ARCHIVE)
    trash_document(actor=cast.manager, document=document)

    failed = come(schedule)

    assert failed.state == "failed"
    assert "is gone" in failed.problem


def test_it_runs_with_the_rights_that_its_person_has_by_then(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)
    cast.project.memberships.filter(user=cast.publisher.user).update(role=Role.EDITOR)

    failed = come(schedule)

    assert failed.state == "failed"
    assert "publisher role" in failed.problem
    assert failed.problem.endswith(AGAIN)


def test_it_does_not_run_for_a_person_whose_account_was_deactivated(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)
    User.objects.filter(pk=cast.publisher.user.pk).update(is_active=False)

    failed = come(schedule)

    assert failed.state == "failed"
    assert "deactivated" in failed.problem
    assert Version.objects.published().count() == 0


@pytest.mark.parametrize(("if_missed", "state"), [("run", "done"), ("report", "failed")])
def test_a_missed_one_is_caught_up_or_reported(cast: Cast, if_missed: str, state: str) -> None:
    schedule = scheduled(cast, cast.draft().version, if_missed=Schedule.IfMissed(if_missed))

    missed = come(schedule, late=timedelta(hours=8))

    assert (missed.state, missed.problem) == (state, MISSED if state == "failed" else "")


def test_a_failed_one_stays_and_can_be_run_again(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version, if_missed=Schedule.IfMissed.REPORT)
    failed = come(schedule, late=timedelta(hours=8))

    run_again(actor=cast.publisher, schedule=failed)
    run_due_jobs()

    failed.refresh_from_db()
    assert failed.state == "done"


def test_a_job_that_is_taken_again_after_its_commit_does_nothing(cast: Cast) -> None:
    schedule = scheduled(cast, cast.draft().version)
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
        scheduled(live_cast, live_cast.draft(f"Page {number}").version)
    Job.objects.update(due_at=timezone.now())

    run_together(*[run_due_jobs] * 4)

    assert Event.objects.filter(verb=Verb.VERSION_PROMOTED).count() == 8
    assert Schedule.objects.filter(state="done").count() == 8


def test_the_database_lets_none_run_twice(cast: Cast) -> None:
    come(scheduled(cast, cast.draft().version))

    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(state="waiting", finished_at=None)
