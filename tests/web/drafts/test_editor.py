"""The editor's page and its plain form."""

import html
import json
from typing import Any

from django.urls import reverse

from tests.cast import Cast
from tests.reading import stored_draft
from tests.web.conftest import Desks
from tests.web.drafts.editor_form import address, typed
from versioning.models import WorkflowStatus


def given(page: str) -> dict[str, Any]:
    """Return the data that the page's script starts from."""
    start = page.index('<script id="editor-data"')
    given: dict[str, Any] = json.loads(page[page.index(">", start) + 1 : page.index("</script>", start)])
    return given


def test_the_page_holds_the_text_to_the_letter(cast: Cast, desks: Desks) -> None:
    body = "\n\r\nFirst </script>.\r\n<b>&amp;</b>\n\n"
    draft = cast.draft(body=body)

    page = desks.editor.get(address(draft)).content.decode()

    assert given(page)["base"] == {"revision": 1, "title": "Refunds", "description": "", "body": body}


def test_the_script_reads_the_text_from_the_text_area(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="Only once.\n")

    page = desks.editor.get(address(draft)).content.decode()

    assert given(page)["base"] == {"revision": 1, "title": "Refunds", "description": ""}


def test_the_script_gets_the_base_beside_a_text_that_was_refused(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="Stored.\n")

    page = desks.editor.post(address(draft), typed(draft, title="", body="Typed.\n")).content.decode()

    assert (given(page)["base"]["body"], given(page)["typed"]["body"]) == ("Stored.\n", "Typed.\n")


def test_the_text_area_keeps_a_first_empty_line(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="\nFirst <i>line</i>.\n")

    page = desks.editor.get(address(draft)).content.decode()

    area = page[page.index('<textarea id="body"') :]
    assert html.unescape(area[area.index(">") + 1 : area.index("</textarea>")]) == "\n\nFirst <i>line</i>.\n"


def test_the_form_saves(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = desks.editor.post(address(draft), typed(draft, title="Returns", body="One.\nTwo.\n"))

    saved = stored_draft(draft)
    assert (answer.status_code, answer["Location"]) == (303, address(draft))
    assert (saved.revision, saved.version.title, saved.version.text) == (2, "Returns", "One.\nTwo.\n")


def test_the_form_says_which_fields_followed_the_front_matter(cast: Cast, desks: Desks) -> None:
    body = "---\ntitle: Refunds\ndescription: Money.\n---\n\nText.\n"
    draft = cast.draft(body=body)

    changed = body.replace("Refunds", "Returns").replace("Money", "Goods")
    page = desks.editor.post(address(draft), typed(draft, body=changed), follow=True).content.decode()

    assert "Saved, revision 2. The title and description changed with the front matter." in page
    assert (stored_draft(draft).version.title, stored_draft(draft).version.description) == ("Returns", "Goods.")


def test_a_form_in_which_nothing_was_changed_saves_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\nTwo.\n")

    desks.editor.post(address(draft), typed(draft))

    assert stored_draft(draft).revision == 1


def test_the_form_keeps_the_line_ends_of_a_text(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\r\nTwo.\r\n")

    desks.editor.post(address(draft), typed(draft, body="One.\nTwo.\nThree.\n"))

    assert stored_draft(draft).version.text == "One.\r\nTwo.\r\nThree.\r\n"


def test_a_form_does_not_write_what_it_did_not_change(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\rTwo.\n")

    desks.editor.post(address(draft), typed(draft, title="Returns"))

    assert stored_draft(draft).version.text == "One.\rTwo.\n"


def test_a_field_that_was_not_sent_is_not_emptied(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")
    sent = typed(draft, title="Returns")
    del sent["body"]

    desks.editor.post(address(draft), sent)

    assert (stored_draft(draft).version.title, stored_draft(draft).version.text) == ("Returns", "One.\n")


def test_a_form_that_is_behind_saves_nothing_and_shows_both_texts(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body="One.\n")
    sent = typed(draft, body="Mine.\n")
    cast.save(draft, body="Theirs.\n")

    answer = desks.publisher.post(address(draft), sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine." in page
    assert "Theirs." in page
    assert stored_draft(draft).version.text == "Theirs.\n"


def test_a_draft_that_is_open_no_longer_is_told_of(cast: Cast, desks: Desks) -> None:
    answer = desks.editor.get("/drafts/0badcafe/")

    assert answer.status_code == 404
    assert "No open draft has this ID." in answer.content.decode()


def test_viewers_read_the_draft_and_are_told_why_they_cannot_write(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    page = desks.viewer.get(address(draft)).content.decode()

    assert "You need the editor role to save drafts. Your role is viewer." in page
    assert "<textarea" not in page
    assert "First line." in page


def test_a_read_only_status_is_told_of(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()
    draft.document.workflow_status = WorkflowStatus.objects.create(
        project=cast.project, name="Under seal", read_only=True
    )
    draft.document.save()

    page = desks.editor.get(address(draft)).content.decode()

    assert "Drafts can&#x27;t be saved while the document&#x27;s workflow status is “Under seal”." in page


def test_strangers_learn_nothing(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = desks.stranger.get(address(draft))

    assert answer.status_code == 404
    assert "Refunds" not in answer.content.decode()


def test_who_is_signed_out_is_asked_to_sign_in(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = desks.nobody.get(address(draft))

    assert answer["Location"] == f"{reverse('sign-in')}?next={address(draft)}"


def test_an_outdated_draft_says_which_version_was_promoted(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    draft = cast.fork(document)
    cast.version(document, "Second.\n")

    page = desks.editor.get(address(draft)).content.decode()

    assert "Version 3 became current after you started this draft." in page


def test_styles_that_the_editors_make_are_let_in_by_a_nonce_and_no_others(cast: Cast, desks: Desks) -> None:
    draft = cast.draft()

    answer = desks.editor.get(address(draft))

    policy = answer["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f"style-src 'self' 'nonce-{nonce}'" in policy
    assert "unsafe-inline" not in policy
    assert f'nonce="{nonce}"' in answer.content.decode()


def test_the_page_costs_the_same_however_many_versions_there_are(
    cast: Cast, desks: Desks, django_assert_max_num_queries: Any
) -> None:
    document = cast.document()
    for number in range(6):
        cast.version(document, f"Text {number}.\n")
    draft = cast.fork(document)

    with django_assert_max_num_queries(8):
        desks.editor.get(address(draft))
