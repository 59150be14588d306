"""What could not be saved is kept in the browser, and offered again."""

import json

from django.conf import settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.writing import OFFLINE, another_person, expect_state, open_editor, text_of, write, writing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast

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
    other = cookie_of(live_cast.publisher.user.username)
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.set_offline(True)
        write(page, "Mine.")
        # A browser needs a moment to keep the last letter, as a person does to lose the tab.
        expect_state(page, OFFLINE)
        page.close(run_before_unload=False)
        page.context.set_offline(False)
        again = page.context.new_page()
        theirs = another_person(again, live_server, cookie=other)
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
    again = cookie_of(live_cast.editor.user.username)
    with writing(live_server, draft, live_cast.editor) as page:
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        write(page, "Two.")
        expect(page.locator("[data-part=state]")).to_contain_text("you are signed out. Sign in in another tab")

        enter(page.context, live_server.url, cookie=again)

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
