"""Several people, or several tabs of one person, in one draft."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.writing import (
    OFFLINE,
    another_person,
    expect_state,
    open_editor,
    text_of,
    write,
    writing,
)
from tests.browser.sign_in import cookie_of
from tests.cast import Cast


def test_two_people_in_one_draft_see_each_other_and_lose_nothing(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    other = cookie_of(live_cast.publisher.user.username)
    with writing(live_server, draft, live_cast.editor) as mine:
        page = another_person(mine, live_server, cookie=other)
        open_editor(page, live_server, draft)
        expect(page.get_by_text("Edda handbook is also editing this draft.")).to_be_visible()
        mine.context.set_offline(True)
        write(mine, "Mine.")
        expect_state(mine, OFFLINE)
        write(page, "Theirs.")
        expect_state(page, "Saved, revision 2.")

        mine.context.set_offline(False)

        expect_state(mine, "Not saved: Paul handbook saved revision 2 in the meantime. Your text is kept here.")
        mine.get_by_role("button", name="Review and merge").click()
        expect(mine.get_by_text("Mine.").first).to_be_visible()
        expect(mine.get_by_text("Theirs.").first).to_be_visible()
    assert text_of(draft) == "One.\nTheirs."


PARAGRAPHS = {
    "markdown": "One.\n\nTwo.\n\nThree.",
    "wysiwyg": "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>",
    "block": json.dumps(
        {"blocks": [{"id": word, "type": "paragraph", "data": {"text": word}} for word in ("One.", "Two.", "Three.")]}
    ),
}


def paragraph(page: Page, text: str) -> Locator:
    return page.locator(".cm-line, .ProseMirror > p, .ce-paragraph").filter(has_text=text)


@pytest.mark.parametrize("content_type", PARAGRAPHS)
def test_a_save_that_does_not_conflict_is_merged_in_place_and_the_caret_stays(
    live_server: LiveServer, live_cast: Cast, content_type: str
) -> None:
    draft = live_cast.draft(body=PARAGRAPHS[content_type], content_type=content_type)
    other = cookie_of(live_cast.publisher.user.username)
    with writing(live_server, draft, live_cast.editor) as mine:
        page = another_person(mine, live_server, cookie=other)
        open_editor(page, live_server, draft)
        mine.context.set_offline(True)
        paragraph(mine, "Three.").click()
        mine.keyboard.press("End")
        mine.keyboard.type(" Mine")
        expect_state(mine, OFFLINE)
        paragraph(page, "One.").click()
        page.keyboard.press("End")
        page.keyboard.type(" Theirs.")
        expect_state(page, "Saved, revision 2.")
        mine.context.set_offline(False)
        expect(mine.locator("[data-part=state]")).to_contain_text("Your changes don't conflict.")

        mine.get_by_role("button", name="Merge and continue").click()

        expect_state(mine, "Saved, revision 3.")
        mine.keyboard.type("!")
        expect_state(mine, "Saved, revision 4.")
    text = text_of(draft)
    assert ("One. Theirs." in text, "Three. Mine!" in text) == (True, True)


def test_a_save_of_somebody_else_is_shown_within_three_seconds(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    other = cookie_of(live_cast.publisher.user.username)
    with writing(live_server, draft, live_cast.editor) as mine:
        page = another_person(mine, live_server, cookie=other)
        open_editor(page, live_server, draft)
        write(page, "Theirs.")
        expect_state(page, "Saved, revision 2.")

        shown = mine.get_by_role("textbox", name="Text", exact=True)

        expect(shown).to_contain_text("Theirs.", timeout=3000)
        expect_state(mine, "Paul handbook saved revision 2. It is shown now.")


def test_two_tabs_of_one_person_know_each_other(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.\n")
    with writing(live_server, draft, live_cast.editor) as page:
        second = page.context.new_page()
        open_editor(second, live_server, draft)
        expect(page.get_by_text("You also have this draft open in another tab.")).to_be_visible()

        write(second, "Two.")

        expect_state(page, "You saved revision 2 in another tab. It is shown now.")


def test_a_page_that_nobody_touches_asks_for_saves_as_often(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft()
    with writing(live_server, draft, live_cast.editor) as page:
        page.clock.install()
        open_editor(page, live_server, draft)
        with page.expect_response("**/presence"):
            page.clock.fast_forward("15:00")

        with page.expect_request("**/presence"):
            for _ in range(5):
                page.clock.fast_forward(3000)
