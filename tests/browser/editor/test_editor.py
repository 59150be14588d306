"""Writing at the desk: what is typed is saved by itself, or kept."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.editor.writing import another_person, expect_state, open_editor, text_of, write, writing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast
from versioning.models import Draft

BLOCKS = '{"blocks": [{"type": "paragraph", "data": {"text": "A."}}]}'
# The names of the buttons, and where they are from the first one.
PLACES = """
    () => {
        const all = [...document.querySelectorAll(".editor-bar .button")];
        const first = all[0].getBoundingClientRect();
        return all.map((each) => {
            const { x, y } = each.getBoundingClientRect();
            return [each.textContent, Math.round(x - first.x), Math.round(y - first.y)];
        });
    }
"""


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
    cookie = cookie_of(live_cast.editor.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
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
    mine, others = cookie_of(live_cast.editor.user.username), cookie_of(live_cast.publisher.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=mine)
        page.route("**/vendor/**", lambda route: route.abort())
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        expect(page.get_by_text("The editor could not be loaded.")).to_be_visible()
        theirs = another_person(page, live_server, cookie=others)
        open_editor(theirs, live_server, draft)
        write(theirs, "Theirs.")
        expect_state(theirs, "Saved, revision 2.")
        page.get_by_label("Text").fill("Mine.\n")

        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text("also changed draft 1")).to_be_visible()
        expect(page.get_by_text("Mine.").first).to_be_visible()
    assert text_of(draft) == "One.\nTheirs."


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


def test_the_keyboard_alone_leaves_the_text_again(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="<ul><li>a</li><li>b</li></ul>", content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        write(page, "")

        page.keyboard.press("Escape")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.closest('.ProseMirror')") is None


@pytest.mark.parametrize(("content_type", "body"), [("markdown", "A."), ("wysiwyg", "<p>A.</p>"), ("block", BLOCKS)])
def test_nothing_moves_while_somebody_writes(
    live_server: LiveServer, live_cast: Cast, content_type: str, body: str
) -> None:
    draft = live_cast.draft(body=body, content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        page.keyboard.type("Text")

        # An animation without an end, such as a caret that a script draws, delays each key until the next frame.
        endless = "document.getAnimations().filter((each) => each.effect.getTiming().iterations === Infinity).length"
        assert page.evaluate(endless) == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_a_disabled_compare_leaves_the_buttons_together(live_server: LiveServer, live_cast: Cast, width: int) -> None:
    first, second = live_cast.draft(), live_cast.fork(live_cast.document())
    with writing(live_server, second, live_cast.publisher) as page:
        page.set_viewport_size({"width": width, "height": 900})
        enabled = page.evaluate(PLACES)

        open_editor(page, live_server, first)

        expect(page.get_by_text("No version is current, so there is nothing to compare with.")).to_be_visible()
        assert page.evaluate(PLACES) == enabled


def test_without_scripts_the_form_saves(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    cookie = cookie_of(live_cast.editor.user.username)
    with browsing() as first:
        context = first.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
        enter(context, live_server.url, cookie=cookie)
        page = context.new_page()
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        page.get_by_role("textbox", name="Text", exact=True).fill("One.\nTwo.\n")

        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text("Saved, revision 2.").first).to_be_visible()
    assert text_of(draft) == "One.\nTwo.\n"
