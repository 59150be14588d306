from datetime import UTC, datetime

from tests.cast import Cast
from tests.web.conftest import signed_in
from versioning.models import Draft, Job, Schedule
from versioning.services.jobs.run_due_jobs import run_due_jobs

FORM = {"action": "publish", "at": "2030-07-01T09:00", "zone": "Europe/Berlin", "if_missed": "run"}


def _address(draft: Draft) -> str:
    return f"/d/{draft.document.identifier}/versions/{draft.version.number}/schedule/"


def test_the_time_is_one_of_the_chosen_zone(cast: Cast) -> None:
    signed_in(cast.publisher).post(_address(cast.draft()), FORM)

    schedule = Schedule.objects.get()
    assert schedule.at == datetime(2030, 7, 1, 7, tzinfo=UTC)
    page = signed_in(cast.viewer).get("/schedules/").content.decode()
    assert "July 1, 2030, 09:00" in page
    assert "Europe/Berlin" in page


def test_a_time_that_the_clocks_skip_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.publisher).post(_address(cast.draft()), {**FORM, "at": "2030-03-31T02:30"})

    assert answer.status_code == 422
    assert "This time does not exist in Europe/Berlin" in answer.content.decode()


def test_a_time_of_the_past_is_refused_beside_its_field(cast: Cast) -> None:
    answer = signed_in(cast.publisher).post(_address(cast.draft()), {**FORM, "at": "2020-01-01T00:00"})

    assert answer.status_code == 422
    assert "Choose a moment in the future" in answer.content.decode()


def test_the_document_shows_what_is_scheduled(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    signed_in(cast.publisher).post(_address(draft), FORM)

    page = signed_in(cast.viewer).get(f"/d/{document.identifier}/").content.decode()

    assert "Scheduled" in page
    assert "publish and make current" in page


def test_a_failed_one_says_why_and_is_run_again(cast: Cast) -> None:
    draft = cast.draft()
    client = signed_in(cast.publisher)
    client.post(_address(draft), FORM)
    cast.save(draft, body="Other.\n")
    Job.objects.filter(kind="schedule").update(due_at="2020-01-01T00:00Z")
    run_due_jobs()

    page = client.get("/schedules/").content.decode()
    client.post(f"/schedules/{Schedule.objects.get().pk}/run")

    assert "The draft was changed after it was scheduled" in page
    assert "Run again" in page
    assert Schedule.objects.get().state == "waiting"


def test_a_schedule_is_canceled(cast: Cast) -> None:
    client = signed_in(cast.publisher)
    client.post(_address(cast.draft()), FORM)

    client.post(f"/schedules/{Schedule.objects.get().pk}/cancel")

    assert Schedule.objects.get().state == "cancelled"
