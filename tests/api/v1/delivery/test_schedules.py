from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.cast import Cast, client_for
from versioning.models import Job, Schedule
from versioning.services.jobs.run_due_jobs import run_due_jobs


def _post(cast: Cast, **values: Any) -> Any:
    at = (timezone.now() + timedelta(days=1)).isoformat()
    body = {"action": "publish", "at": at, "timezone": "Asia/Kathmandu", **values}
    return client_for(cast.publisher).post("/api/v1/schedules", body, format="json")


def test_a_draft_is_scheduled_listed_and_published(cast: Cast) -> None:
    draft = cast.draft()

    created = _post(cast, target={"draft": draft.identifier}).json()["data"]["schedule"]
    Job.objects.update(due_at=timezone.now())
    run_due_jobs()

    [listed] = client_for(cast.viewer).get("/api/v1/schedules?project=handbook").json()["data"]["schedules"]
    assert (created["state"], listed["state"], listed["version_id"]) == ("waiting", "done", str(draft.version_id))
    assert created["local_at"].endswith("+05:45")
    assert created["at"].endswith("Z")
    assert len(created["content_sha256"]) == 64


def test_a_schedule_is_canceled_once(cast: Cast) -> None:
    _post(cast, target={"draft": cast.draft().identifier})
    address = f"/api/v1/schedules/{Schedule.objects.get().pk}"
    client = client_for(cast.publisher)

    answers = [client.delete(address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["code"] == "schedule_ended"


def test_a_failed_one_is_run_again(cast: Cast) -> None:
    draft = cast.draft()
    _post(cast, target={"draft": draft.identifier})
    schedule = Schedule.objects.get()
    saved = cast.save(draft, body="Other.\n")
    Job.objects.update(due_at=timezone.now())
    run_due_jobs()
    cast.save(saved, body=draft.version.text)

    answer = client_for(cast.publisher).post(f"/api/v1/schedules/{schedule.pk}/run")
    run_due_jobs()

    schedule.refresh_from_db()
    assert (answer.status_code, schedule.state) == (200, "done")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": {}}, "target"),
        ({"target": {"version": str(uuid4())}}, "target"),
        ({"target": {"version": str(uuid4()), "draft": "abc"}}, "target"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2001-01-01T00:00:00Z"}, "at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "at"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"timezone": "Europe/\0"}, "timezone"),
        ({"action": "delete"}, "action"),
        ({"if_missed": "maybe"}, "if_missed"),
    ],
)
def test_bad_values_are_named(cast: Cast, values: dict[str, Any], field: str) -> None:
    answer = _post(cast, **{"target": {"draft": cast.draft().identifier}, **values})

    assert answer.status_code == 400
    assert field in str(answer.json())


def _patch(cast: Cast, **values: Any) -> Any:
    address = f"/api/v1/schedules/{Schedule.objects.get().pk}"
    return client_for(cast.publisher).patch(address, values, format="json")


def test_a_moved_schedule_runs_at_its_new_moment_alone(cast: Cast) -> None:
    draft = cast.draft()
    _post(cast, target={"draft": draft.identifier})
    later = timezone.now() + timedelta(days=3)

    moved = _patch(cast, at=later.isoformat(), if_missed="report").json()["data"]["schedule"]

    assert (moved["state"], moved["timezone"], moved["if_missed"]) == ("waiting", "Asia/Kathmandu", "report")
    assert Job.objects.get(kind="schedule").due_at == Schedule.objects.get().at == later


def test_a_schedule_that_ended_is_not_moved(cast: Cast) -> None:
    _post(cast, target={"draft": cast.draft().identifier})
    Job.objects.update(due_at=timezone.now())
    run_due_jobs()

    answer = _patch(cast, at=(timezone.now() + timedelta(days=3)).isoformat())

    assert (answer.status_code, answer.json()["code"]) == (409, "schedule_ended")


def test_a_schedule_that_a_worker_runs_just_now_is_not_moved(cast: Cast) -> None:
    _post(cast, target={"draft": cast.draft().identifier})
    before = Schedule.objects.get().at
    Job.objects.filter(kind="schedule").update(state="running", lease=uuid4())

    answer = _patch(cast, at=(timezone.now() + timedelta(days=3)).isoformat())

    assert (answer.status_code, Schedule.objects.get().at) == (409, before)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"at": "2001-01-01T00:00:00Z"}, "at"),
        ({"timezone": "Mars"}, "timezone"),
        ({}, "at"),
        ({"action": "x"}, "action"),
    ],
)
def test_a_schedule_is_not_moved_to_what_cannot_be(cast: Cast, values: dict[str, Any], field: str) -> None:
    _post(cast, target={"draft": cast.draft().identifier})

    answer = _patch(cast, **values)

    assert answer.status_code == 400
    assert field in str(answer.json())
