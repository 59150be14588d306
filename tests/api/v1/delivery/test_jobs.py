from uuid import uuid4

from tests.cast import Cast, client_for, make_cast
from tests.jobs import make_job


def test_lists_the_jobs_of_managed_projects_newest_first(cast: Cast) -> None:
    old, new = make_job(cast.project), make_job(cast.project, progress={"done": 1, "total": 2})
    make_job(make_cast("other").project)

    jobs = client_for(cast.manager).get("/api/v1/jobs").json()["data"]["jobs"]

    assert [job["id"] for job in jobs] == [str(new.pk), str(old.pk)]
    assert [job["progress"] for job in jobs] == [{"done": 1, "total": 2}, None]
    assert "payload" not in jobs[0]


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
