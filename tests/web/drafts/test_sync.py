from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import TEXT, Cast
from tests.reading import current_of
from tests.services.drafts.syncing import BOTH, CLASHING, outdated, stored
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from versioning.models import Draft, WorkflowStatus


def sync(client: Client, draft: Draft, **sent: Any) -> HttpResponse:
    answer: Any = client.post(f"/drafts/{draft.identifier}/sync/", sent)
    return answer  # type: ignore[no-any-return]


def seen(draft: Draft) -> dict[str, Any]:
    return {"revision": Draft.objects.get(pk=draft.pk).revision, "current": current_of(draft.document).pk}


def ask(client: Client, draft: Draft) -> str:
    return client.get(f"/drafts/{draft.identifier}/sync/").content.decode()


def test_shows_what_would_come_and_changes_nothing(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast)
    before = everything_stored()

    text = ask(desks.editor, draft)

    assert "Update draft 2 with version 3" in text
    assert "This draft is based on version 1." in text
    assert "Both merge without conflicts" in text
    assert "<ins># Their title</ins>" in text
    assert everything_stored() == before


def test_syncs_what_was_shown(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast)

    answer = sync(desks.editor, draft, **seen(draft))

    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/")
    assert stored(draft).text == BOTH
    page = desks.editor.get(f"/d/{draft.document.identifier}/").content.decode()
    assert "Draft 2 now has the changes of version 3." in page


def test_conflicts_lead_to_where_they_are_decided(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast, theirs=CLASHING)

    text = ask(desks.editor, draft)
    answer = sync(desks.editor, draft, **seen(draft))

    assert f'href="/drafts/{draft.identifier}/conflict/">Resolve 1 conflict</a>' in text
    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/conflict/")


def test_a_draft_that_was_saved_while_one_looked_is_shown_anew(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast)
    sent = seen(draft)
    cast.save(draft, body=f"{TEXT}\nMore.\n")
    before = everything_stored()

    answer = sync(desks.editor, draft, **sent)

    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "The draft changed in the meantime" in answer.content.decode()


@pytest.mark.parametrize("later", [f"Before all.\n\n{TEXT}", CLASHING])
def test_another_current_version_is_shown_first(cast: Cast, desks: Desks, later: str) -> None:
    draft = outdated(cast)
    sent = seen(draft)
    cast.version(draft.document, later)
    before = everything_stored()

    answer = sync(desks.editor, draft, **sent)

    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "Changes in version 4" in answer.content.decode()


def test_a_draft_that_is_up_to_date_needs_none(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())

    assert "The draft is based on version" in ask(desks.editor, draft)


def test_nothing_is_synced_with_nothing(cast: Cast, desks: Desks) -> None:
    assert "No version is current, so there is nothing to update the draft with." in ask(desks.editor, cast.draft())


@pytest.mark.parametrize("sent", [{}, {"revision": "x", "current": "y"}])
def test_what_was_not_seen_is_asked(cast: Cast, desks: Desks, sent: dict[str, str]) -> None:
    draft = outdated(cast)

    assert sync(desks.editor, draft, **sent).status_code == 422


def test_a_viewer_reads_why_it_is_off_and_is_refused(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast)

    assert "You need the editor role to save drafts. Your role is viewer." in ask(desks.viewer, draft)
    assert sync(desks.viewer, draft, **seen(draft)).status_code == 403


def test_a_refusal_of_the_workflow_is_told(cast: Cast, desks: Desks) -> None:
    draft = outdated(cast)
    status = WorkflowStatus.objects.create(project=cast.project, name="Locked", read_only=True)
    draft.document.workflow_status = status
    draft.document.save(update_fields=("workflow_status",))

    answer = sync(desks.editor, draft, **seen(draft))

    text = desks.editor.get(answer["Location"]).content.decode()
    assert "workflow status is read-only" in text
    assert stored(draft).text != BOTH
