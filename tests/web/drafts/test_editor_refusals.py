"""A text that the plain form cannot save stays on the page that says why."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_form import address, typed
from versioning.models import WorkflowStatus
from versioning.services.versions.publish_and_promote import publish_and_promote


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"title": " "}, "title must have 1 to 255 characters."),
        ({"title": "x" * 256}, "at most 255 characters"),
        ({"body": "a\0b"}, "Null characters are not allowed."),
        ({"revision": "x"}, "Enter a whole number."),
        ({"revision": ""}, "This field is required."),
    ],
)
def test_bad_fields_are_told_beside_the_text_that_was_typed(
    cast: Cast, desks: Desks, values: dict[str, str], said: str
) -> None:
    draft = cast.draft()

    answer = desks.editor.post(address(draft), typed(draft, **{"description": "Typed just now."} | values))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Typed just now." in page
    assert stored_draft(draft).revision == 1


def test_a_text_that_is_no_block_document_is_told_beside_it(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="", content_type="block")

    answer = desks.editor.post(address(draft), typed(draft, body="[]"))

    assert answer.status_code == 422
    assert "the text is not a block document" in answer.content.decode()


@pytest.mark.parametrize("sender", ["viewer", "stranger", "nobody"])
def test_a_text_that_may_not_be_saved_is_on_the_page_that_says_so(cast: Cast, desks: Desks, sender: str) -> None:
    draft = cast.draft()
    client: Client = getattr(desks, sender)

    answer = client.post(address(draft), typed(draft, body="Typed just now.\n"))

    assert answer.status_code == {"viewer": 403, "stranger": 404, "nobody": 401}[sender]
    assert "Typed just now." in answer.content.decode()
    assert stored_draft(draft).revision == 1


def test_a_text_for_a_draft_that_was_published_is_on_the_page_that_says_so(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    sent = typed(draft, body="Typed just now.\n")
    publish_and_promote(actor=cast.publisher, draft=draft)

    answer = desks.editor.post(address(draft), sent)

    assert answer.status_code == 404
    assert "Typed just now." in answer.content.decode()


def test_a_text_for_a_document_that_is_read_only_is_on_the_page_that_says_so(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.document.workflow_status = WorkflowStatus.objects.create(
        project=cast.project, name="Under seal", read_only=True
    )
    draft.document.save()

    answer = desks.editor.post(address(draft), typed(draft, body="Typed just now.\n"))

    assert answer.status_code == 409
    assert "Typed just now." in answer.content.decode()


def test_a_text_beyond_a_quota_is_on_the_page_that_says_so(cast: Cast, desks: Desks, settings: Settings) -> None:
    draft = cast.draft()
    settings.QUOTA_PERSON_BYTES = 10

    answer = desks.editor.post(address(draft), typed(draft, body="Typed just now.\n"))

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This would exceed the limit of stored text for one person in this project" in page
    assert "Typed just now." in page
