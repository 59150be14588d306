"""In the field for a version's name, `@` completes the names of members, also by keyboard alone."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast


def test_a_name_is_completed_by_keyboard(live_server: LiveServer, live_cast: Cast) -> None:
    draft, cookie = live_cast.draft(), cookie_of(live_cast.publisher.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/publish/")
        field = page.get_by_role("combobox", name="Version name")
        field.fill("")
        field.press_sequentially("For @m")
        option = page.get_by_role("option", name="@mona.handbook")
        expect(option).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-expanded", "true")

        field.press("Enter")

        expect(field).to_have_value("For @mona.handbook ")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(field).to_be_focused()

        field.press_sequentially("and @v")
        expect(page.get_by_role("option")).to_have_count(1)
        field.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(field).to_have_value("For @mona.handbook and @v")
        field.press_sequentially("e")
        expect(page.get_by_role("option")).to_have_count(1)
        field.press("Tab")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(field).to_have_value("For @mona.handbook and @ve")
