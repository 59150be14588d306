import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.jobs import make_job
from tests.web.conftest import signed_in
from versioning.models import Actor, Job, User
from versioning.services import handlers  # noqa: F401  registers every kind
from versioning.services.kernel.delivery.jobs import KINDS
from versioning.web.settings.jobs import NAMES


def test_every_kind_of_job_has_a_name_for_people() -> None:
    assert NAMES.keys() == KINDS.keys()


def test_a_manager_sees_the_jobs_of_the_own_project_only(cast: Cast) -> None:
    make_job(cast.project)
    make_job(make_cast("other").project, problem="Of another project.")

    page = signed_in(cast.manager).get("/settings/jobs/").content.decode()

    assert ("Import or export" in page, "Of another project." in page) == (True, False)


def test_an_administrator_sees_all_jobs_and_that_no_worker_runs(cast: Cast) -> None:
    make_job(make_cast("other").project, problem="Of another project.")

    page = signed_in(Actor(user=User.objects.get(is_superuser=True))).get("/settings/jobs/").content.decode()

    assert "Of another project." in page
    assert "No worker is running" in page


def test_letters_and_deliveries_are_listed_when_everything_is_asked_for(cast: Cast) -> None:
    Job.objects.create(kind="webhook.send", project=cast.project, max_attempts=1)
    client = signed_in(cast.manager)

    pages = [client.get(f"/settings/jobs/{query}").content.decode() for query in ("", "?all=true")]

    assert ["Deliver to webhooks" in page for page in pages] == [False, True]


def test_who_started_a_job_sees_it(cast: Cast) -> None:
    make_job(cast.project, created_by=cast.editor.user)

    assert "Import or export" in signed_in(cast.editor).get("/settings/jobs/").content.decode()
    assert "No jobs yet." in signed_in(cast.viewer).get("/settings/jobs/").content.decode()


def test_a_waiting_job_is_canceled(cast: Cast) -> None:
    job = make_job(cast.project)

    signed_in(cast.manager).post(f"/settings/jobs/{job.pk}/cancel")

    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_job_that_has_ended_is_not_canceled(cast: Cast) -> None:
    job = make_job(cast.project, state="done", finished_at=timezone.now())

    page = signed_in(cast.manager).post(f"/settings/jobs/{job.pk}/cancel", follow=True)

    assert "This job has ended already." in page.content.decode()


@pytest.mark.parametrize("query", ["state=lost", "before=x", "state=done"])
def test_any_query_is_answered(cast: Cast, query: str) -> None:
    assert signed_in(cast.manager).get(f"/settings/jobs/?{query}").status_code == 200
