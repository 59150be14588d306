"""The view that saves the text of the editor."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_calls import call, save
from versioning.models import Event, Verb, WorkflowStatus
from versioning.services.drafts.discard_draft import discard_draft

FRONT_MATTER = "---\ntitle: Refunds\n---\n\nText.\n"


def test_a_save_stores_the_fields_that_it_names(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")

    answer = save(desks.editor, draft, body="\r\nTwo.\n")

    saved = stored_draft(draft)
    assert answer.status_code == 200
    assert answer.json() == {"revision": 2, "followed": {}, "say": "Saved, revision 2."}
    assert (saved.version.title, saved.version.text) == ("Refunds", "\r\nTwo.\n")


def test_a_save_says_which_fields_followed_the_front_matter(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=FRONT_MATTER)

    answer = save(desks.editor, draft, body=FRONT_MATTER.replace("Refunds", "Returns"))

    say = "Saved, revision 2. The title changed with the front matter."
    assert answer.json() == {"revision": 2, "followed": {"title": "Returns"}, "say": say}
    assert stored_draft(draft).version.title == "Returns"


def test_a_save_says_where_it_came_from(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    save(desks.editor, draft, title="Returns")

    assert Event.objects.get(verb=Verb.DRAFT_SAVED).data["origin"] == "desk"


def test_a_save_that_is_behind_is_refused_with_who_was_first(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    save(desks.publisher, draft, body="Theirs.\n")

    answer = save(desks.editor, draft, body="Mine.\n")

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["revision"]) == ("draft_changed", 2)
    assert answer.json()["saved_by"] == "Paul handbook"
    assert stored_draft(draft).version.text == "Theirs.\n"


def test_the_draft_as_it_is_now_can_be_asked_for(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")
    save(desks.publisher, draft, body="Two.\n")

    told = desks.editor.get(f"/drafts/{draft.identifier}/save").json()

    assert (told["revision"], told["saved_by"]) == (2, "Paul handbook")
    assert (told["title"], told["body"]) == ("Refunds", "Two.\n")


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"title": ""}, 422, "title"),
        ({"title": 7}, 422, "title"),
        ({"title": "x" * 256}, 422, "title"),
        ({"description": None}, 422, "description"),
        ({"description": "a\0b"}, 422, "description"),
        ({"body": "a\0b"}, 422, "body"),
        ({"body": "\ud800"}, 422, "body"),
        ({"body": ["a"]}, 422, "body"),
    ],
)
def test_a_bad_field_is_named(cast: Cast, desks: Desks, fields: dict[str, Any], status: int, field: str) -> None:
    draft = cast.draft()

    answer = save(desks.editor, draft, **fields)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert stored_draft(draft).revision == 1


@pytest.mark.parametrize("body", ["", "no", "[]", "{", "7", "[" * 100_000])
def test_what_is_no_object_is_refused(cast: Cast, desks: Desks, body: str) -> None:
    draft = cast.draft()

    answer = call(desks.editor, draft, "save", body, **{"If-Match": '"1"'})

    assert (answer.status_code, stored_draft(draft).revision) == (400, 1)


@pytest.mark.parametrize(("tag", "status"), [(None, 428), ("1", 400), ("*", 400), ('"x"', 400), ('W/"1"', 400)])
def test_a_save_must_name_the_revision_that_it_is_based_on(
    cast: Cast, desks: Desks, tag: str | None, status: int
) -> None:
    draft = cast.draft()
    headers = {} if tag is None else {"If-Match": tag}

    answer = call(desks.editor, draft, "save", {"title": "Returns"}, **headers)

    assert (answer.status_code, stored_draft(draft).revision) == (status, 1)


def test_a_text_that_is_too_long_is_refused_as_such(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES = 1024
    draft = cast.draft()

    answer = save(desks.editor, draft, body="x" * 1100)

    assert (answer.status_code, stored_draft(draft).revision) == (413, 1)


@pytest.mark.parametrize(("sender", "status"), [("nobody", 401), ("stranger", 404), ("viewer", 403)])
def test_who_may_not_save_is_told_so(cast: Cast, desks: Desks, sender: str, status: int) -> None:
    draft = cast.draft()

    answer = save(getattr(desks, sender), draft, title="Returns")

    assert (answer.status_code, stored_draft(draft).revision) == (status, 1)
    assert answer.json()["message"]


def test_a_page_does_not_save_as_another_person_who_signed_in_meanwhile(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = save(desks.editor, draft, title="Returns", person=str(cast.publisher.user.pk))

    assert (answer.status_code, stored_draft(draft).revision) == (403, 1)
    assert "are now signed in as Edda handbook" in answer.json()["message"]


def test_a_save_into_a_draft_that_was_discarded_is_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)

    answer = save(desks.editor, draft, title="Returns")

    assert answer.status_code == 404


def test_a_save_into_a_read_only_document_is_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.document.workflow_status = WorkflowStatus.objects.create(project=cast.project, name="Sealed", read_only=True)
    draft.document.save()

    answer = save(desks.editor, draft, title="Returns")

    assert (answer.status_code, answer.json()["code"]) == (409, "status_read_only")


def test_a_save_beyond_a_quota_says_which_and_stores_nothing(cast: Cast, desks: Desks, settings: Settings) -> None:
    draft = cast.draft()
    settings.QUOTA_PERSON_BYTES = 10

    answer = save(desks.editor, draft, body="Longer. " * 20)

    assert (answer.status_code, answer.json()["code"], stored_draft(draft).revision) == (403, "quota_exceeded", 1)
    assert "can raise it with the setting QUOTA_PERSON_BYTES." in answer.json()["message"]


def test_a_call_without_the_token_of_its_page_is_refused(cast: Cast) -> None:
    draft = cast.draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor.user)

    answer = save(client, draft, title="Returns")

    assert (answer.status_code, stored_draft(draft).revision) == (403, 1)
