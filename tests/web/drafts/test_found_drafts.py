"""Open drafts in searches, and the addresses of closed ones, as the worker knows them from the change feed."""

import pytest

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.versions.publish_version import publish_version


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test."""
    return live_cast


def test_the_address_of_a_published_draft_leads_to_its_version(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    run_due_jobs()
    publish_version(actor=cast.publisher, version=draft.version)

    answer = desks.viewer.get(f"/drafts/{draft.identifier}/", follow=True)

    assert answer.redirect_chain == [(f"/d/{draft.document.identifier}/versions/1/?draft={draft.identifier}", 303)]
    assert "Draft 1 was published." in answer.content.decode()


def test_the_address_of_a_draft_that_was_just_published_leads_to_its_version(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    publish_version(actor=cast.publisher, version=draft.version)

    answer = desks.viewer.get(f"/drafts/{draft.identifier}/", follow=True)

    assert answer.redirect_chain == [(f"/d/{draft.document.identifier}/versions/1/?draft={draft.identifier}", 303)]


def test_the_address_of_a_draft_that_was_just_discarded_leads_to_its_version(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)

    text = desks.viewer.get(f"/drafts/{draft.identifier}/", follow=True).content.decode()

    assert "Draft 1 was discarded." in text


def test_the_address_of_a_closed_draft_tells_a_stranger_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    run_due_jobs()
    publish_version(actor=cast.publisher, version=draft.version)

    assert desks.stranger.get(f"/drafts/{draft.identifier}/").status_code == 404


def test_a_search_looks_through_open_drafts_and_says_so(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.fork(cast.document("Animals", body="About lions.")), body="About tigers.")
    run_due_jobs()

    text = desks.viewer.get("/?q=tigers&drafts=found").content.decode()

    assert "These documents have an open draft with the words." in text
    assert f"/drafts/{draft.identifier}/" in text


def test_a_search_offers_to_look_through_open_drafts(cast: Cast, desks: Desks) -> None:
    text = desks.viewer.get("/?q=tigers").content.decode()

    assert "/?q=tigers&amp;drafts=found" in text


def test_open_drafts_are_offered_as_drafts(cast: Cast, desks: Desks) -> None:
    draft = cast.draft("Animals", body="About tigers.")
    run_due_jobs()

    assert desks.viewer.get("/suggestions", {"q": "tigers"}).json()["documents"] == [
        {"title": "Animals", "project": "Handbook", "draft": "Draft 1", "address": f"/drafts/{draft.identifier}/"}
    ]


def test_the_address_of_a_discarded_draft_leads_to_its_version(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    run_due_jobs()
    discard_draft(actor=cast.editor, draft=draft)

    text = desks.viewer.get(f"/drafts/{draft.identifier}/", follow=True).content.decode()

    assert "Draft 1 was discarded." in text
