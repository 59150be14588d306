import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.web.conftest import signed_in
from versioning.models import Draft, Job, Schedule
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.schedules.schedule_version import CHANGED
from versioning.services.versions.publish_version import publish_version

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


def test_the_form_offers_utc_and_the_zones_of_places(cast: Cast) -> None:
    page = signed_in(cast.publisher).get(_address(cast.draft())).content.decode()

    assert set(
        re.findall(r'value="(UTC|Europe/Berlin|Asia/Tokyo|localtime|Factory|Zulu|EST5EDT|Etc/[^"]+)"', page)
    ) == {
        "UTC",
        "Europe/Berlin",
        "Asia/Tokyo",
    }


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


def test_what_was_published_by_hand_is_not_offered_again(cast: Cast) -> None:
    draft = cast.draft()
    client = signed_in(cast.publisher)
    client.post(_address(draft), FORM)
    publish_version(actor=cast.publisher, version=draft.version)
    Job.objects.filter(kind="schedule").update(due_at="2020-01-01T00:00Z")
    run_due_jobs()

    page = client.get("/schedules/").content.decode()

    assert "The draft was published or discarded after it was scheduled. Cancel the schedule." in page
    assert "Run again" not in page


def test_the_editor_leads_to_the_form_after_saving(cast: Cast) -> None:
    draft = cast.draft()
    address = f"/drafts/{draft.identifier}/"

    link = f'data-save-first href="{_address(draft)}">Schedule…</a>'
    assert link in signed_in(cast.publisher).get(address).content.decode()
    assert link not in signed_in(cast.editor).get(address).content.decode()


def test_what_the_person_did_not_look_at_is_not_scheduled(cast: Cast) -> None:
    draft, client = cast.draft(), signed_in(cast.publisher)
    seen = _content(client.get(_address(draft)))
    cast.save(draft, body="Other.\n")

    answer = client.post(_address(draft), {**FORM, "content": seen})

    assert answer.status_code == 422
    assert CHANGED in answer.content.decode()
    assert not Schedule.objects.exists()
    assert client.post(_address(draft), {**FORM, "content": _content(answer)}).status_code == 303


def _content(page: Any) -> str:
    found = re.search(r'name="content" value="([0-9a-f]{64})"', page.content.decode())
    assert found
    return found[1]


def test_the_list_has_pages_and_none_is_left_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.web.schedules.pages.PAGE", 2)
    client = signed_in(cast.publisher)
    titles = ["First", "Second", "Third"]
    for title in titles:
        client.post(_address(cast.draft(title)), FORM)

    assert _titles(client, "/schedules/") == titles
    Schedule.objects.update(state="done", finished_at=timezone.now())
    assert _titles(client, "/schedules/") == []
    assert sorted(_titles(client, "/schedules/?state=ended")) == titles


def _titles(client: Client, address: str | None) -> list[str]:
    titles = []
    while address is not None:
        page = client.get(address).content.decode()
        titles += re.findall(r">(\w+), version 1<", page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/schedules/{unescape(more[1])}" if more else None
    return titles


@pytest.mark.parametrize("query", ["?cursor=x", "?state=x", "?cursor=%00", "?state=ended&cursor=x"])
def test_any_query_of_the_list_is_answered(cast: Cast, query: str) -> None:
    assert signed_in(cast.publisher).get(f"/schedules/{query}").status_code == 200


def test_a_schedule_is_canceled(cast: Cast) -> None:
    client = signed_in(cast.publisher)
    client.post(_address(cast.draft()), FORM)

    client.post(f"/schedules/{Schedule.objects.get().pk}/cancel")

    assert Schedule.objects.get().state == "cancelled"
