"""What each editor keeps of a text that was not touched."""

import json

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.writing import expect_state, text_of, write, writing
from tests.cast import Cast

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
