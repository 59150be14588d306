"""The view that merges the text of the editor with the stored draft."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_calls import call, save
from versioning.models import Draft

BASE = {"title": "Refunds", "description": "", "body": "One.\n\nTwo.\n\nThree.\n"}


def merge(client: Client, draft: Draft, mine: str) -> Any:
    answer: Any = call(client, draft, "merge", {"base": BASE, "mine": {**BASE, "body": mine}})
    return answer.json()


def test_changes_of_both_sides_are_merged_and_nothing_is_stored(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE["body"])
    save(desks.publisher, draft, body="Theirs.\n\nTwo.\n\nThree.\n")

    answer = merge(desks.editor, draft, "One.\n\nTwo.\n\nMine.\n")

    assert answer["merged"] == {**BASE, "body": "Theirs.\n\nTwo.\n\nMine.\n"}
    assert (answer["revision"], answer["body"]) == (2, "Theirs.\n\nTwo.\n\nThree.\n")
    assert stored_draft(draft).version.text == "Theirs.\n\nTwo.\n\nThree.\n"


def test_changes_that_conflict_are_not_merged(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=BASE["body"])
    save(desks.publisher, draft, body="Theirs.\n\nTwo.\n\nThree.\n")

    answer = merge(desks.editor, draft, "Mine.\n\nTwo.\n\nThree.\n")

    assert answer["merged"] is None


@pytest.mark.parametrize("data", [{}, {"base": 7, "mine": {}}, {"base": BASE, "mine": {"title": "a"}}])
def test_a_merge_needs_both_sides(cast: Cast, desks: Desks, data: dict[str, Any]) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "merge", data)

    assert answer.status_code == 422


def test_the_stored_draft_says_if_you_saved_it(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    save(desks.publisher, draft, body="Theirs.\n")

    answers = [client.get(f"/drafts/{draft.identifier}/save").json() for client in (desks.publisher, desks.editor)]

    assert [answer["saved_by_you"] for answer in answers] == [True, False]
