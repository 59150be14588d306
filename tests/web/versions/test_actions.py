import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import Document, Draft, Version


def test_fork_opens_the_draft_on_main(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.editor.post(f"/d/{document.identifier}/fork")

    draft = Draft.objects.get(document=document)
    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{draft.identifier}/")


def test_fork_leads_to_the_draft_that_is_open(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    desks.editor.post(f"/d/{document.identifier}/fork")

    desks.editor.post(f"/d/{document.identifier}/fork")

    assert Draft.objects.filter(document=document).count() == 1


def test_a_fork_from_an_old_version_stands_free_beside_the_draft_on_main(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")
    desks.editor.post(f"/d/{document.identifier}/fork")

    desks.editor.post(f"/d/{document.identifier}/fork", {"source": "1"})

    draft = Draft.objects.open_on(document)[0]
    assert (draft.branch, draft.version.source_id) == (None, document.versions.get(number=1).pk)


def test_a_viewer_cannot_fork(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.viewer.post(f"/d/{document.identifier}/fork")

    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_a_stranger_learns_nothing(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.stranger.post(f"/d/{document.identifier}/fork")

    assert answer.status_code == 404


def test_an_old_version_is_archived_at_once_and_can_be_restored_from_the_toast(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")

    page = desks.publisher.post(f"/d/{document.identifier}/versions/1/archive", follow=True).content.decode()

    assert Version.objects.get(document=document, number=1).status == "archived"
    assert f"/d/{document.identifier}/versions/1/restore" in page


def test_what_readers_see_is_archived_only_when_asked_twice(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.publisher.post(f"/d/{document.identifier}/versions/1/archive").content.decode()

    assert "readers don't see this document until" in page
    assert Document.objects.get(pk=document.pk).current is not None


def test_and_then_readers_see_nothing(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    desks.publisher.post(f"/d/{document.identifier}/versions/1/archive", {"confirmed": "yes"})

    assert Document.objects.get(pk=document.pk).current is None


def test_a_refusal_is_told_where_one_was(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.publisher.post(f"/d/{document.identifier}/versions/1/restore", follow=True).content.decode()

    assert "This version is not archived." in page


def test_what_can_come_back_says_for_how_long(cast: Cast, desks: Desks, settings: Settings) -> None:
    settings.KEEP_DISCARDED_DAYS, settings.KEEP_TRASHED_DAYS = 1, 7
    draft = cast.draft()

    discard = desks.manager.get(f"/drafts/{draft.identifier}/discard").content.decode()
    trash = desks.manager.get(f"/d/{draft.document.identifier}/trash").content.decode()

    assert "You can reopen the draft from the document's versions for 1 day." in discard
    assert "</a> for 7 days." in trash


def test_a_discarded_draft_can_be_reopened_from_the_toast(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    draft = cast.fork(document)
    desks.editor.post(f"/drafts/{draft.identifier}/discard")

    desks.editor.post(f"/d/{document.identifier}/versions/2/reopen")

    assert Draft.objects.get(document=document).identifier == draft.identifier


def test_a_trashed_document_can_be_restored(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    page = desks.manager.post(f"/d/{document.identifier}/trash", follow=True).content.decode()

    answer = desks.manager.post(f"/d/{document.identifier}/restore")

    assert f"/d/{document.identifier}/restore" in page
    assert answer["Location"] == f"/d/{document.identifier}/"
    assert desks.viewer.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(cast: Cast, desks: Desks, elsewhere: str) -> None:
    document = cast.document()
    cast.version(document, "Second.\n")

    answer = desks.publisher.post(f"/d/{document.identifier}/versions/1/archive", {"next": elsewhere})

    assert answer["Location"] == f"/d/{document.identifier}/"


@pytest.mark.parametrize("verb", ["fork", "trash", "restore"])
def test_verbs_are_no_links(cast: Cast, desks: Desks, verb: str) -> None:
    document = cast.document()

    answer = desks.viewer.get(f"/d/{document.identifier}/{verb}")

    assert answer.status_code in (403, 405)
