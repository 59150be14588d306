"""A text that cannot be saved stays on the page that says why."""

import json
from html import unescape
from typing import Any

import pytest

from tests.cast import Cast
from tests.services.drafts.syncing import CLASHING, outdated
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from tests.web.drafts.conflict_forms import MINE, decided, form_of, post, typed
from versioning.models import Draft
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote


def test_what_cannot_be_saved_is_told_and_kept_on_the_page(draft: Draft, desks: Desks) -> None:
    page = post(desks.editor, draft, typed())
    title = post(desks.editor, draft, typed(title="x" * 300))

    answer = post(desks.editor, draft, decided(title, "mine"))

    assert answer.status_code == 422
    assert "title" in answer.content.decode()
    assert form_of(answer)["carried"] == form_of(title)["carried"] != form_of(page)["carried"]


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "save"},
        {"step": "save", "cause": "save", "seen": 2},
        {"step": "save", "cause": "save", "seen": 2, "carried": "{"},
        {"step": "save", "cause": "save", "seen": 2, "carried": '{"base": {}, "mine": []}'},
        {"step": "later", "cause": "sync", "seen": 2},
    ],
)
def test_what_cannot_be_read_is_refused(draft: Draft, desks: Desks, sent: dict[str, Any]) -> None:
    before = everything_stored()

    answer = post(desks.editor, draft, sent)

    assert (answer.status_code, everything_stored() == before) == (422, True)


@pytest.mark.parametrize("wrong", [{"revision": "x"}, {"body": f"{MINE}\0"}, {"title": ""}])
def test_whatever_is_wrong_with_what_was_typed_it_stands_on_the_page(
    draft: Draft, desks: Desks, wrong: dict[str, str]
) -> None:
    answer = post(desks.editor, draft, typed(**wrong))

    assert answer.status_code == 409
    assert MINE in json.loads(form_of(answer)["carried"])["mine"]["body"]


def test_a_viewer_may_not(draft: Draft, desks: Desks) -> None:
    assert post(desks.viewer, draft, typed()).status_code == 403


def test_a_draft_that_was_closed_is_not_here(cast: Cast, draft: Draft, desks: Desks) -> None:
    publish_and_promote(actor=cast.publisher, draft=draft)

    assert post(desks.editor, draft, typed()).status_code == 404


@pytest.mark.parametrize("step", ["look", "save"])
def test_what_was_decided_for_a_draft_that_was_published_is_on_the_page_that_says_so(
    cast: Cast, draft: Draft, desks: Desks, step: str
) -> None:
    page = post(desks.editor, draft, typed(description="Typed, too."))
    publish_and_promote(actor=cast.publisher, draft=draft)

    answer = post(desks.editor, draft, decided(page, "hand", step=step, hand="Within 45 days."))

    shown = unescape(answer.content.decode())
    assert answer.status_code == 404
    for text in (MINE, "Typed, too.", "Within 45 days."):
        assert text in shown


def test_a_colliding_save_of_a_draft_that_was_published_is_on_the_page_that_says_so(
    cast: Cast, draft: Draft, desks: Desks
) -> None:
    publish_and_promote(actor=cast.publisher, draft=draft)

    answer = post(desks.editor, draft, typed())

    assert (answer.status_code, MINE in unescape(answer.content.decode())) == (404, True)


@pytest.mark.parametrize(("sender", "status"), [("nobody", 401), ("viewer", 403), ("stranger", 404)])
def test_what_was_decided_by_who_may_not_save_any_more_is_on_the_page_that_says_so(
    draft: Draft, desks: Desks, sender: str, status: int
) -> None:
    page = post(desks.editor, draft, typed())

    answer = post(getattr(desks, sender), draft, decided(page, "hand", hand="Within 45 days."))

    shown = unescape(answer.content.decode())
    assert (answer.status_code, MINE in shown, "Within 45 days." in shown) == (status, True, True)


def test_what_was_decided_in_a_sync_of_a_draft_that_was_closed_is_on_the_page_that_says_so(
    cast: Cast, desks: Desks
) -> None:
    draft = outdated(cast, CLASHING)
    page: Any = desks.editor.get(f"/drafts/{draft.identifier}/conflict/")
    sent = decided(page, "hand", hand="By hand.")
    publish_and_promote(actor=cast.publisher, draft=draft, outdated=Outdated.OVERRIDE)

    answer = post(desks.editor, draft, sent)

    assert (answer.status_code, "By hand." in answer.content.decode()) == (404, True)
