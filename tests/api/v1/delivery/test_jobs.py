from uuid import uuid4

from django.utils import timezone

from tests.cast import Cast, client_for, make_cast
from tests.jobs import make_job
from versioning.models import Job


def test_lists_the_jobs_of_managed_projects_newest_first(cast: Cast) -> None:
    old, new = make_job(cast.project), make_job(cast.project, progress={"done": 1, "total": 2})
    make_job(make_cast("other").project)

    jobs = client_for(cast.manager).get("/api/v1/jobs").json()["data"]["jobs"]

    assert [job["id"] for job in jobs] == [str(new.pk), str(old.pk)]
    assert [job["progress"] for job in jobs] == [{"done": 1, "total": 2}, None]
    assert "payload" not in jobs[0]


def test_the_routine_of_the_server_is_listed_if_it_failed_or_is_asked_for(cast: Cast) -> None:
    def routine(kind: str, state: str) -> str:
        ended = {"state": state, "finished_at": timezone.now()}
        return str(Job.objects.create(kind=kind, project=cast.project, max_attempts=1, **ended).pk)

    sent, failed = routine("webhook.send", "done"), routine("webhook.send", "failed")
    asked_for = str(make_job(cast.project).pk)
    client = client_for(cast.manager)

    def listed(query: str) -> list[str]:
        return [job["id"] for job in client.get(f"/api/v1/jobs{query}").json()["data"]["jobs"]]

    assert listed("") == [asked_for, failed]
    assert listed("?all=false&state=failed") == [failed]
    assert listed("?all=true") == [asked_for, failed, sent]
    assert listed("?kind=webhook.send") == [failed, sent]


def test_filters_by_state(cast: Cast) -> None:
    make_job(cast.project)
    running = make_job(cast.project, state="running", lease=uuid4())

    jobs = client_for(cast.manager).get("/api/v1/jobs?state=running&project=handbook").json()["data"]["jobs"]

    assert [job["id"] for job in jobs] == [str(running.pk)]


def test_a_waiting_job_is_canceled_at_once_and_a_running_one_soon(cast: Cast) -> None:
    waiting, running = make_job(cast.project), make_job(cast.project, state="running", lease=uuid4())
    client = client_for(cast.manager)

    answers = [client.post(f"/api/v1/jobs/{job.pk}/cancel").json()["data"]["job"] for job in (waiting, running)]

    assert [(job["state"], job["is_canceling"]) for job in answers] == [("cancelled", False), ("running", True)]


def test_who_started_a_job_cancels_it(cast: Cast) -> None:
    job = make_job(cast.project, created_by=cast.editor.user)

    assert client_for(cast.editor).post(f"/api/v1/jobs/{job.pk}/cancel").status_code == 200


def test_a_job_that_has_ended_is_a_conflict(cast: Cast) -> None:
    job = make_job(cast.project)
    client = client_for(cast.manager)
    client.post(f"/api/v1/jobs/{job.pk}/cancel")

    answer = client.post(f"/api/v1/jobs/{job.pk}/cancel")

    assert (answer.status_code, answer.json()["code"]) == (409, "job_ended")
