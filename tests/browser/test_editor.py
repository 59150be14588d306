"""Writing at the desk: what is typed is saved by itself, or kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.cast import Cast
from versioning.models import Actor, Draft

RICH = (
    "<h2>Refunds</h2>\n<p>Within <b>14</b> days.</p>\n"
    "<table><thead><tr><th>Day</th></tr></thead><tbody><tr><td>14</td></tr></tbody></table>\n"
    "<p><ruby>漢<rt>kan</rt></ruby></p>\n<ul><li>a<ul><li>b</li></ul></li></ul>\n<!-- for later -->\n"
)
BLOCKS = {
    "time": 1,
    "blocks": [
        {"id": "one", "type": "paragraph", "data": {"text": "Within <kbd>14</kbd> days"}},
        {"type": "list", "data": {"style": "unordered", "items": ["a", "b"]}},
        {"type": "poll", "data": {"question": "<i>Fair</i>?", "votes": [1, 2]}, "tunes": {"wide": True}},
        {"type": "paragraph", "data": {"text": "The end"}},
    ],
    "version": "2.28",
}

# As two tabs of this draft do that end before they have saved.
LEAVE_BEHIND = """
    (bodies) => new Promise((resolve) => {
        const given = JSON.parse(document.getElementById("editor-data").textContent);
        given.base.body ??= document.getElementById("body").defaultValue;
        const place = { person: given.person.id, document: given.document, draft: given.draft };
        indexedDB.open("stemma-editor", 1).onsuccess = ({ target }) => {
            const transaction = target.result.transaction("texts", "readwrite");
            bodies.forEach((body, index) => transaction.objectStore("texts").put({
                ...place, session: `left-${index}`, base: given.base, mine: { ...given.base, body }, at: index,
            }));
            transaction.oncomplete = resolve;
        };
    })
"""

OFFLINE = "Not saved: you are offline. Trying again…"


@contextmanager
def writing(server: LiveServer, draft: Draft, actor: Actor) -> Iterator[Page]:
    """Yield the editor's page, opened by a signed-in person."""
    session = session_of(actor)
    with browsing() as first:
        page = another_person(first, server, session=session)
        open_editor(page, server, draft)
        yield page


def another_person(page: Page, server: LiveServer, *, session: str) -> Page:
    """Return a page in a browser context of another person."""
    assert page.context.browser is not None
    context = page.context.browser.new_context()
    context.set_default_timeout(20_000)
    enter(context, server, session=session)
    return context.new_page()


def session_of(actor: Actor) -> str:
    client = Client()
    client.force_login(actor.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def enter(context: BrowserContext, server: LiveServer, *, session: str) -> None:
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])


def open_editor(page: Page, server: LiveServer, draft: Draft) -> None:
    page.goto(f"{server.url}/drafts/{draft.identifier}/")
    expect(page.locator("[data-ready]")).to_be_visible()


def write(page: Page, text: str) -> None:
    """Type at the end of the text."""
    page.get_by_role("textbox", name="Text", exact=True).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def expect_state(page: Page, text: str) -> None:
    expect(page.locator("[data-part=state]")).to_have_text(text)


def text_of(draft: Draft) -> str:
    return Draft.objects.with_everything().get(pk=draft.pk).version.text


def test_what_is_typed_is_saved_and_shown_as_readers_will_see_it(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        refusals: list[str] = []
        page.on("console", lambda line: refusals.append(line.text) if line.type == "error" else None)

        write(page, "Two *three*.")
        page.get_by_role("textbox", name="Title").fill("Returns")

        expect_state(page, "Saved, revision 2.")
        expect(page.get_by_role("region", name="Preview").locator("em")).to_have_text("three")
        expect(page.locator("[data-part=words]")).to_have_text("3 words")
        assert refusals == []
    assert text_of(draft) == "One.\nTwo *three*."


@pytest.mark.parametrize(
    ("content_type", "body"), [("markdown", "One.\n"), ("wysiwyg", "<p>One.</p>"), ("block", '{"blocks": []}')]
)
def test_a_draft_is_saved_by_a_plain_form_if_the_editors_are_missing(
    live_server: LiveServer, live_cast: Cast, content_type: str, body: str
) -> None:
    draft = live_cast.draft(body=body, content_type=content_type)
    session = session_of(live_cast.editor)
    with browsing() as page:
        enter(page.context, live_server, session=session)
        page.route("**/vendor/**", lambda route: route.abort())
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        expect(page.get_by_text("The editor could not be loaded.")).to_be_visible()
        expect(page.get_by_role("button", name="Preview")).to_be_hidden()
        page.get_by_role("textbox", name="Title").fill("Returns")

        page.get_by_role("button", name="Save").click()

        expect_state(page, "Saved, revision 2.")
    version = Draft.objects.with_everything().get(pk=draft.pk).version
    assert (version.title, version.text) == ("Returns", body)


def test_a_plain_form_never_overwrites_a_save_of_somebody_else(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    mine, others = session_of(live_cast.editor), session_of(live_cast.publisher)
    with browsing() as page:
        enter(page.context, live_server, session=mine)
        page.route("**/vendor/**", lambda route: route.abort())
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        expect(page.get_by_text("The editor could not be loaded.")).to_be_visible()
        theirs = another_person(page, live_server, session=others)
        open_editor(theirs, live_server, draft)
        write(theirs, "Theirs.")
        expect_state(theirs, "Saved, revision 2.")
        page.get_by_label("Text").fill("Mine.\n")

        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text("also changed draft 1")).to_be_visible()
        expect(page.get_by_text("Mine.").first).to_be_visible()
    assert text_of(draft) == "One.\nTheirs."


def test_what_is_typed_offline_is_saved_when_the_network_is_back(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.set_offline(True)
        write(page, "Two.")
        expect_state(page, OFFLINE)

        page.context.set_offline(False)

        expect_state(page, "Saved, revision 2.")
    assert text_of(draft) == "One.\nTwo."


def test_what_was_typed_before_the_tab_was_lost_is_put_back(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.set_offline(True)
        write(page, "Two.")
        # A browser needs a moment to keep the last letter, as a person does to lose the tab.
        expect_state(page, OFFLINE)
        page.close(run_before_unload=False)
        page.context.set_offline(False)
        again = page.context.new_page()

        open_editor(again, live_server, draft)

        expect(again.get_by_role("textbox", name="Text", exact=True)).to_contain_text("Two.")
        expect_state(again, "Saved, revision 2.")
    assert text_of(draft) == "One.\nTwo."


def test_a_text_whose_draft_was_saved_meanwhile_is_offered_beside_it(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    other = session_of(live_cast.publisher)
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.set_offline(True)
        write(page, "Mine.")
        # A browser needs a moment to keep the last letter, as a person does to lose the tab.
        expect_state(page, OFFLINE)
        page.close(run_before_unload=False)
        page.context.set_offline(False)
        again = page.context.new_page()
        theirs = another_person(again, live_server, session=other)
        open_editor(theirs, live_server, draft)
        write(theirs, "Theirs.")
        expect_state(theirs, "Saved, revision 2.")

        open_editor(again, live_server, draft)

        expect(again.get_by_text("You typed it into revision 1.")).to_be_visible()
        again.get_by_role("button", name="Review and merge").click()
        expect(again.get_by_text("Mine.").first).to_be_visible()
    assert text_of(draft) == "One.\nTheirs."


def test_who_is_signed_out_goes_on_after_signing_in_again(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    again = session_of(live_cast.editor)
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        write(page, "Two.")
        expect(page.locator("[data-part=state]")).to_contain_text("you are signed out. Sign in in another tab")

        enter(page.context, live_server, session=again)

        expect_state(page, "Saved, revision 2.")
    assert text_of(draft) == "One.\nTwo."


def test_a_text_for_a_draft_that_was_published_can_be_taken_into_the_next(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft, other = live_cast.draft(body="One.\n"), live_cast.draft("Other")
    with writing(live_server, other, live_cast.editor) as page:
        open_editor(page, live_server, draft)
        page.route("**/save", lambda route: route.fulfill(status=404, json={"code": "not_found", "message": ""}))
        write(page, "Two.")

        expect(page.locator("[data-part=state]")).to_contain_text("this draft is no longer open")

        page.locator("[data-part=help] summary").click()
        expect(page.locator("[data-part=help] textarea").first).to_have_value("One.\nTwo.")
        expect(page.get_by_role("button", name="Start a new draft")).to_be_visible()


def test_rich_text_that_was_not_touched_is_kept_to_the_letter(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=RICH, content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        page.keyboard.press("Control+s")
        expect_state(page, "Saved, revision 1.")
        page.locator(".ProseMirror h2").click()
        page.keyboard.press("End")

        page.keyboard.type(" and returns")

        expect_state(page, "Saved, revision 2.")
    assert text_of(draft) == RICH.replace("<h2>Refunds</h2>", "<h2>Refunds and returns</h2>")


@pytest.mark.parametrize(
    "body",
    [
        "<p>First</p><p>caf&eacute;<br />two</p><table><tr><td>x</td></tr></table>",
        "<!-- lead -->\n<p>First</p><P CLASS='x'>a &nbsp; b<BR/></P>\r\n<hr/>\r\n<table><col/><tr><td>x<td>y</table>",
        "<p>First</p><p>Omitted<ul><li>a<li>b</ul>tail <b>b</b>",
    ],
    ids=["XHTML", "comments and capitals", "omitted end tags"],
)
def test_rich_text_keeps_the_spelling_of_its_source(live_server: LiveServer, live_cast: Cast, body: str) -> None:
    draft = live_cast.draft(body=body, content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".ProseMirror p", has_text="First").click()
        page.keyboard.press("End")

        page.keyboard.type(" one")

        expect_state(page, "Saved, revision 2.")
    assert text_of(draft) == body.replace("First", "First one")


def test_the_preview_shows_the_paragraph_of_the_caret(live_server: LiveServer, live_cast: Cast) -> None:
    code = "```\n" + "code\n" * 40 + "```\n\n"
    body = "".join(f"{code if number % 4 == 0 else ''}Paragraph {number} of many.\n\n" for number in range(40))
    draft = live_cast.draft(body=body)
    with writing(live_server, draft, live_cast.editor) as page:
        write(page, "")

        for _ in range(8):
            page.keyboard.press("ArrowUp")

        preview = page.get_by_role("region", name="Preview")
        expect(preview.get_by_text("Paragraph 36 of many.", exact=True)).to_be_in_viewport()


def test_blocks_that_were_not_touched_are_kept_whatever_they_are(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=json.dumps(BLOCKS, indent=2), content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        page.keyboard.press("Control+s")
        expect_state(page, "Saved, revision 1.")
        page.locator(".ce-paragraph").last.click()
        page.keyboard.press("End")

        page.keyboard.type(" of it")

        expect_state(page, "Saved, revision 2.")
    saved = json.loads(text_of(draft))
    assert saved["blocks"] == [*BLOCKS["blocks"][:3], {"type": "paragraph", "data": {"text": "The end of it"}}]  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "kind"), [('{"blocks": [{"type": "paragraph", "data": {"text": "a", "n": 1.0}}]}', "block")]
)
def test_a_text_that_the_visual_editor_cannot_keep_is_edited_as_source(
    live_server: LiveServer, live_cast: Cast, body: str, kind: str
) -> None:
    draft = live_cast.draft(body=body, content_type=kind)
    with writing(live_server, draft, live_cast.editor) as page:
        expect(page.get_by_text("so you are editing its source")).to_be_visible()

        write(page, "\n")

        expect_state(page, "Saved, revision 2.")
    assert text_of(draft) == body + "\n"


def test_the_keyboard_alone_leaves_the_text_again(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="<ul><li>a</li><li>b</li></ul>", content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        write(page, "")

        page.keyboard.press("Escape")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.closest('.ProseMirror')") is None


def test_without_scripts_the_form_saves(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    session = session_of(live_cast.editor)
    with browsing() as first:
        context = first.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
        enter(context, live_server, session=session)
        page = context.new_page()
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        page.get_by_role("textbox", name="Text", exact=True).fill("One.\nTwo.\n")

        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text("Saved, revision 2.").first).to_be_visible()
    assert text_of(draft) == "One.\nTwo.\n"


def test_of_the_texts_that_tabs_left_behind_none_hides_another(live_server: LiveServer, live_cast: Cast) -> None:
    body = json.dumps({"blocks": [{"type": "paragraph", "data": {"text": "Ours"}}]})
    draft = live_cast.draft(body=body, content_type="block")
    texts = [f"Text {number}" for number in range(4)]
    with writing(live_server, draft, live_cast.editor) as page:
        page.evaluate(LEAVE_BEHIND, [body.replace("Ours", text) for text in texts])

        page.reload()

        expect(page.get_by_text("You typed it into revision 1.")).to_have_count(3)
        expect_state(page, "Saved, revision 2.")
        offered = [area.input_value() for area in page.get_by_label("Your text", exact=True).all()]
        shown = page.get_by_role("group", name="Text").inner_text() + "".join(offered)
        assert [text for text in texts if text not in shown] == []
