"""The page that publishes a draft, and the undo of its message."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from tests.web.versions.publishing import after, ask, publish, seen, undo_of
from versioning.models import Document, Version
from versioning.services.versions.publish_and_promote import publish_and_promote


def page_of(client: Client, document: Document) -> str:
    return client.get(f"/d/{document.identifier}/").content.decode()


def test_says_what_will_happen_and_shows_what_differs(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Quite new.\n")

    text = ask(desks.publisher, draft)

    assert "Version 2 is published and can no longer be changed. Readers see it instead of version 1." in text
    assert "Version 2 is published and can no longer be changed. Readers still see version 1." in text
    assert "Quite new." in text


def test_says_so_where_readers_see_nothing_yet(cast: Cast, desks: Desks) -> None:
    text = ask(desks.publisher, cast.draft())

    assert "Version 1 is published and can no longer be changed. Readers see it." in text
    assert "Readers don't see this document until a version is current." in text


def test_publishes_under_the_name_promotes_and_offers_the_way_back(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())

    answer = publish(desks.publisher, draft, seen(draft))

    text = after(desks.publisher, answer)
    assert (current_of(draft.document).number, current_of(draft.document).name) == (2, "Summer")
    assert "Version 2 is now current instead of version 1." in text
    assert ">Undo</button>" in text


def test_leaves_what_readers_see(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())

    text = after(desks.publisher, publish(desks.publisher, draft, seen(draft, promotion="later")))

    assert current_of(draft.document).number == 1
    assert "Version 2 is published. Version 1 is still current." in text


@pytest.mark.parametrize("promotion", ["now", "later"])
def test_a_first_publication_is_undone_by_archiving(cast: Cast, desks: Desks, promotion: str) -> None:
    draft = cast.draft()
    text = after(desks.publisher, publish(desks.publisher, draft, seen(draft, promotion=promotion)))

    answer: Any = desks.publisher.post(*undo_of(text))

    version = Version.objects.get(pk=draft.version_id)
    assert (version.status, version.is_current) == ("archived", False)
    assert "Version 1 is archived." in after(desks.publisher, answer)


def test_a_publication_is_undone_by_the_button_of_its_message(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="Newer.\n")
    text = after(desks.publisher, publish(desks.publisher, draft, seen(draft)))

    answer: Any = desks.publisher.post(*undo_of(text))

    assert current_of(document).number == 1
    assert "Version 1 is current again." in after(desks.publisher, answer)


def test_the_page_of_a_document_leads_publishers_to_the_undo(cast: Cast, desks: Desks) -> None:
    document = cast.version(cast.document(body="Old.\n"), "Newer.\n").document
    address = f"/d/{document.identifier}/versions/2/undo"

    shown = [f'href="{address}"' in page_of(client, document) for client in (desks.editor, desks.publisher)]

    assert shown == [False, True]
    asked = desks.publisher.get(address).content.decode()
    assert "Make version 1 current again?" in asked
    assert "Publishers can do this until another version becomes current." in asked


def test_the_undo_says_why_it_is_off(cast: Cast, desks: Desks) -> None:
    version = cast.version(cast.document(), "Newer.\n")

    text = desks.editor.get(f"/d/{version.document.identifier}/versions/2/undo").content.decode()

    assert "You need the publisher role to make a version current." in text


def test_what_was_saved_while_one_looked_is_shown_and_not_published(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())
    sent = seen(draft, promotion="later")
    cast.save(draft, body="Nobody read this.\n")
    before = everything_stored()

    answer = publish(desks.publisher, draft, sent)

    text = answer.content.decode()
    assert (answer.status_code, everything_stored() == before) == (409, True)
    assert "Edda handbook saved this draft in the meantime." in text
    assert "Nobody read this." in text
    assert 'value="Summer"' in text
    assert 'name="revision" value="2"' in text
    assert 'value="later" aria-describedby="will-later" checked' in text


def test_another_version_that_became_current_while_one_looked_is_shown_first(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())
    sent = seen(draft)
    cast.version(draft.document, "Another became current.\n")

    answer = publish(desks.publisher, draft, sent)

    assert answer.status_code == 409
    assert "Another version became current in the meantime." in answer.content.decode()
    assert current_of(draft.document).number == 3


def test_an_outdated_draft_is_told_and_sync_is_offered(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())
    cast.version(draft.document, "Another.\n")

    text = ask(desks.publisher, draft)

    assert "Version 3 became current after you started this draft from version 1." in text
    assert f'href="/drafts/{draft.identifier}/sync/">Update draft…</a>' in text


def test_an_outdated_draft_is_promoted_only_where_it_is_said(cast: Cast, desks: Desks) -> None:
    draft = cast.fork(cast.document())
    cast.version(draft.document, "Another.\n")

    refused = publish(desks.publisher, draft, seen(draft))
    done = publish(desks.publisher, draft, seen(draft, override="yes"))

    assert (refused.status_code, done.status_code) == (409, 303)
    assert current_of(draft.document).number == 2


@pytest.mark.parametrize(
    "wrong",
    [{"promotion": "soon"}, {"revision": "x"}, {"current": "x"}, {"name": ""}, {"name": "x" * 256}, {"name": "\0"}],
)
def test_what_is_wrong_is_told_and_nothing_happens(cast: Cast, desks: Desks, wrong: dict[str, str]) -> None:
    draft = cast.draft()
    before = everything_stored()

    answer = publish(desks.publisher, draft, seen(draft, **wrong))

    assert (answer.status_code, everything_stored() == before) == (422, True)
    assert 'role="alert"' in answer.content.decode()


def test_an_editor_reads_why_it_is_off_and_is_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    assert "You need the publisher role to publish. Your role is editor." in ask(desks.editor, draft)
    assert publish(desks.editor, draft, seen(draft)).status_code == 403


def test_a_draft_that_is_closed_is_not_here(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    publish_and_promote(actor=cast.publisher, draft=draft)

    assert desks.publisher.get(f"/drafts/{draft.identifier}/publish/").status_code == 404


def test_publishing_shows_what_readers_will_see(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="Within **14** days.\n")
    draft = cast.save(cast.fork(document), body="Within **30** days.\n")

    text = desks.publisher.get(f"/drafts/{draft.identifier}/publish/").content.decode()

    assert "Within <strong><del>14</del> <ins>30</ins></strong> days." in text


def test_publishing_says_if_only_the_source_changes(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="Within *14* days.\n")
    draft = cast.save(cast.fork(document), body="Within _14_ days.\n")

    text = desks.publisher.get(f"/drafts/{draft.identifier}/publish/").content.decode()

    assert "The text looks the same to readers." in text


def test_a_first_publication_shows_the_whole_text(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.draft(), body="Within **14** days.\n")

    text = desks.publisher.get(f"/drafts/{draft.identifier}/publish/").content.decode()

    assert "<p>Within <strong>14</strong> days.</p>" in text
