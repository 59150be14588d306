import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored
from tests.web.conftest import Desks
from versioning.models import Document, Draft, Version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version


def seen(draft: Draft, **values: Any) -> dict[str, Any]:
    """Return what the page's form sends."""
    current = Document.objects.get(pk=draft.document_id).current_id
    revision = Draft.objects.get(pk=draft.pk).revision
    return {"name": "Summer", "promotion": "now", "revision": revision, "current": current or "", **values}


def ask(client: Client, draft: Draft) -> str:
    return client.get(f"/drafts/{draft.identifier}/publish/").content.decode()


def publish(client: Client, draft: Draft, sent: dict[str, Any]) -> HttpResponse:
    answer: Any = client.post(f"/drafts/{draft.identifier}/publish/", sent)
    return answer  # type: ignore[no-any-return]


def after(client: Client, answer: HttpResponse) -> str:
    """Return the page that the response redirects to, with its toasts."""
    assert answer.status_code == 303
    return client.get(answer["Location"]).content.decode()


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    """Return the address of the Undo button in the message, and what it sends."""
    form = re.search(r'<form class="verb" method="post" action="([^"]+/undo)">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    return form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))


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


def promote(client: Client, version: Version, **sent: Any) -> HttpResponse:
    answer: Any = client.post(f"/d/{version.document.identifier}/versions/{version.number}/promote", sent)
    return answer  # type: ignore[no-any-return]


def undo(client: Client, version: Version, **sent: Any) -> HttpResponse:
    answer: Any = client.post(f"/d/{version.document.identifier}/versions/{version.number}/undo", sent)
    return answer  # type: ignore[no-any-return]


@pytest.fixture
def versions(cast: Cast) -> list[Version]:
    """Return both versions of a document. The second one is current."""
    document = cast.document(body="First.\n")
    return [current_of(document), cast.version(document, "Second.\n")]


def test_asks_in_words_that_name_both_versions(versions: list[Version], desks: Desks) -> None:
    first, _ = versions

    text = desks.publisher.get(f"/d/{first.document.identifier}/versions/1/promote").content.decode()

    assert "Make version 1 current?" in text
    assert "Readers see version 1 instead of version 2." in text
    assert "<p>First.</p>" in text


def test_the_source_of_the_changes_is_one_link_away(versions: list[Version], desks: Desks) -> None:
    first, _ = versions

    text = desks.publisher.get(f"/d/{first.document.identifier}/versions/1/promote?as=source").content.decode()

    assert "<ins>First.</ins>" in text


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


def test_promotes_and_undoes_it(versions: list[Version], desks: Desks) -> None:
    first, second = versions

    text = after(desks.publisher, promote(desks.publisher, first, current=second.pk))
    assert "Version 1 is now current instead of version 2." in text
    assert f'action="/d/{first.document.identifier}/versions/1/undo"' in text
    after(desks.publisher, undo(desks.publisher, first, current=first.pk))

    assert current_of(first.document) == second


def test_what_is_current_already_is_not_offered_to_be_put_back_in_its_own_place(
    versions: list[Version], desks: Desks
) -> None:
    _, second = versions

    text = after(desks.publisher, promote(desks.publisher, second, current=second.pk))

    assert "Version 2 is now current." in text
    assert ">Undo</button>" not in text


def test_does_not_undo_what_somebody_else_did_since(cast: Cast, versions: list[Version], desks: Desks) -> None:
    first, second = versions
    third = cast.version(first.document, "Third.\n")

    text = after(desks.publisher, undo(desks.publisher, second, current=second.pk))

    assert "Another version became current since, so this was not undone." in text
    assert current_of(first.document) == third


def test_asks_anew_where_another_version_became_current(cast: Cast, versions: list[Version], desks: Desks) -> None:
    first, second = versions
    cast.version(first.document, "Third.\n")

    answer = promote(desks.publisher, first, current=second.pk)

    assert answer.status_code == 409
    assert "instead of version 3." in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"current": "x"}])
def test_asks_where_it_was_not_asked(versions: list[Version], desks: Desks, sent: dict[str, str]) -> None:
    first, second = versions

    answer = promote(desks.publisher, first, **sent)

    assert (answer.status_code, current_of(first.document)) == (422, second)


def test_a_draft_cannot_be_promoted(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.version.document = draft.document

    text = desks.publisher.get(f"/d/{draft.document.identifier}/versions/1/promote").content.decode()
    answer = promote(desks.publisher, draft.version, current="")

    assert "Only a published version can be current." in text
    assert "Only a published version can become the current one. Publish it first." in after(desks.publisher, answer)


def test_the_current_version_is_said_to_be_current(versions: list[Version], desks: Desks) -> None:
    text = desks.publisher.get(f"/d/{versions[0].document.identifier}/versions/2/promote").content.decode()

    assert "Version 2 is already current" in text


def test_readers_who_see_nothing_are_told_of(cast: Cast, desks: Desks) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)

    text = desks.publisher.get(f"/d/{version.document.identifier}/versions/1/promote").content.decode()

    assert "Readers see version 1. They don't see this document now." in text
    assert "Version 1 is now current." in after(desks.publisher, promote(desks.publisher, version, current=""))


def test_an_editor_may_not_promote_and_reads_why(versions: list[Version], desks: Desks) -> None:
    first, second = versions

    text = desks.editor.get(f"/d/{first.document.identifier}/versions/1/promote").content.decode()

    assert "You need the publisher role to make a version current. Your role is editor." in text
    assert promote(desks.editor, first, current=second.pk).status_code == 403


STATED = "---\nslug: money\nlang: de\nweight: 7\ntags: [shop]\n---\n\nText.\n"


def test_a_first_version_offers_what_its_front_matter_says(cast: Cast, desks: Desks) -> None:
    text = ask(desks.publisher, cast.draft(body=STATED))

    assert "Use the front matter for the document's settings" in text
    assert "<dt>Slug</dt><dd>money</dd>" in text
    assert "<dt>Language</dt><dd>de</dd>" in text


def test_a_first_version_gives_the_document_what_its_front_matter_says(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=STATED)

    publish(desks.publisher, draft, seen(draft, adopt="yes"))

    document = Document.objects.get(pk=draft.document_id)
    assert (document.slug, document.order, document.presentation.tags) == ("money", 7, ["shop"])


def test_the_document_keeps_its_settings_if_the_box_is_not_checked(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=STATED)

    publish(desks.publisher, draft, seen(draft))

    assert Document.objects.get(pk=draft.document_id).slug == "refunds"


def test_a_later_version_does_not_offer_it(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.fork(cast.document()), body=STATED)

    assert "Use the front matter" not in ask(desks.publisher, draft)
