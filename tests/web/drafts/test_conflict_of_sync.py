"""Conflicts of a draft with a version that became current."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.services.drafts.syncing import CLASHING, outdated, stored
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from tests.web.drafts.conflict_forms import decided, post, typed
from versioning.models import Draft


def conflicts_of(client: Client, draft: Draft) -> HttpResponse:
    answer: Any = client.get(f"/drafts/{draft.identifier}/conflict/")
    return answer  # type: ignore[no-any-return]


def test_conflicts_of_a_sync_are_shown_and_decided(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast, theirs=CLASHING)
    page = conflicts_of(desks.editor, draft)
    assert "Draft 2 conflicts with version 3" in page.content.decode()
    assert "version 3, current" in page.content.decode()

    answer = post(desks.editor, draft, decided(page, "both"))

    row = Draft.objects.select_related("base", "document").get(pk=draft.pk)
    assert answer.status_code == 303
    assert (row.is_outdated, row.base and row.base.number) == (False, 3)
    assert "Their line.\nMy line.\n" in stored(draft).text


def test_a_version_that_became_current_meanwhile_comes_onto_the_page(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast, theirs=CLASHING)
    sent = decided(conflicts_of(desks.editor, draft), "hand", hand="By hand.")
    cast.version(draft.document, CLASHING.replace("Their line", "Another line"))
    before = everything_stored()

    answer = post(desks.editor, draft, sent)

    text = answer.content.decode()
    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "Another version became current in the meantime." in text
    assert "<ins>Another" in text
    assert "By hand.</textarea>" in text


def test_a_sync_without_conflicts_has_another_page(cast: Cast, desks: Desks) -> None:
    for draft in (outdated(cast), cast.draft()):
        answer = conflicts_of(desks.editor, draft)

        assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/sync/")


def test_a_viewer_reads_the_conflicts_and_why_deciding_is_off(cast: Cast, desks: Desks) -> None:
    text = conflicts_of(desks.viewer, outdated(cast, theirs=CLASHING)).content.decode()

    assert "You need the editor role to save drafts. Your role is viewer." in text
    assert "Save result</button>" not in text


def test_blocks_are_shown_as_they_look(cast: Cast, desks: Desks) -> None:
    def blocks(text: str) -> str:
        return json.dumps({"blocks": [{"id": "a", "type": "paragraph", "data": {"text": text}}]})

    draft = cast.save(cast.draft(body=blocks("One word."), content_type="block"), body=blocks("Two words."))

    page = post(desks.editor, draft, typed(base_body=blocks("One word."), body=blocks("Three words.")))

    assert "<p>Two words.</p>" in page.content.decode()
    assert 'value="both"' not in page.content.decode()
    post(desks.editor, draft, decided(page, "mine"))
    assert "Three words." in stored(draft).text
