import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.web.conftest import Desks
from versioning.models import Draft
from versioning.services.drafts.discard_draft import discard_draft
from versioning.web.drafts import index as drafts


def test_the_outdated_ones_come_first(cast: Cast, desks: Desks) -> None:
    behind = cast.document("Behind")
    cast.fork(behind)
    cast.version(behind, "Newer.\n")
    cast.fork(cast.document("Fresh"))

    page = desks.viewer.get("/drafts/").content.decode()

    assert page.index("Behind") < page.index("Fresh")
    assert page.count("mark-outdated") == 1


def test_shows_mine_alone(cast: Cast, desks: Desks) -> None:
    cast.draft("Edda's")

    page = desks.publisher.get("/drafts/?whose=mine").content.decode()

    assert "No results." in page


def test_nobody_sees_another_projects_drafts(cast: Cast, desks: Desks) -> None:
    make_cast("elsewhere").draft("Secret plans")

    page = desks.manager.get("/drafts/").content.decode()

    assert "Secret plans" not in page


def test_discarded_ones_can_be_reopened_from_their_list(cast: Cast, desks: Desks) -> None:
    draft = cast.draft("Given up")
    discard_draft(actor=cast.editor, draft=draft)

    page = desks.editor.get("/drafts/?state=discarded").content.decode()

    assert f"/d/{draft.document.identifier}/versions/1/reopen" in page


def test_every_draft_is_on_one_page_and_on_one_alone(cast: Cast, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PAGE", 2)
    titles = [f"Text {number}" for number in range(5)]
    for title in titles:
        cast.draft(title)

    address, seen = "/drafts/", []
    while address:
        answer = desks.viewer.get(address)
        seen += [draft.version.title for draft in answer.context["shown"].drafts]
        more = answer.context["shown"].more
        address = f"/drafts/?cursor={more}" if more else ""

    assert seen == titles[::-1]


@pytest.mark.parametrize("asked", ["cursor=x", "state=none", "project=nowhere", "whose=%00"])
def test_what_is_asked_for_wrongly_is_told(cast: Cast, desks: Desks, asked: str) -> None:
    answer = desks.viewer.get(f"/drafts/?{asked}")

    assert answer.status_code in (200, 422)
    assert b'class="fault"' in answer.content


def test_costs_the_same_for_many(cast: Cast, desks: Desks) -> None:
    cast.draft()
    with CaptureQueriesContext(connection) as few:
        desks.viewer.get("/drafts/")
    for number in range(20):
        cast.draft(f"Text {number}")

    with CaptureQueriesContext(connection) as many:
        desks.viewer.get("/drafts/")

    assert Draft.objects.count() == 21
    assert len(many) == len(few) <= 8
