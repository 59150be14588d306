"""The library in a real browser: a search as one types, by keyboard, and with scripts turned off."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast


def test_a_search_as_one_types_is_gone_through_by_keyboard(live_server: LiveServer, live_cast: Cast) -> None:
    for title in ("About lions", "About tigers", "Lions at night"):
        live_cast.document(title, body="They roar.")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(live_server.url)
        page.keyboard.press("/")
        page.keyboard.type("lio")
        expect(page.locator("#results mark")).to_have_count(2)
        expect(page).to_have_url(f"{live_server.url}/?project=handbook&q=lio")

        page.keyboard.press("ArrowDown")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_contain_text("ions")


def test_the_library_is_searched_and_narrowed_without_scripts(live_server: LiveServer, live_cast: Cast) -> None:
    live_cast.document("About lions", body="They roar.")
    live_cast.draft("Lions to come")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing(javascript=False) as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(live_server.url)
        page.get_by_label("Search in").fill("lions")
        page.get_by_label("Status").select_option("published")

        page.get_by_role("button", name="Filter").click()

        expect(page.locator("#results .title")).to_have_text(["About lions"])


def test_the_library_is_narrowed_by_a_button_if_htmx_is_missing(live_server: LiveServer, live_cast: Cast) -> None:
    live_cast.document("About lions", body="They roar.")
    live_cast.draft("Lions to come")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        page.route("**/vendor/**", lambda route: route.abort())
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(live_server.url)
        page.get_by_label("Status").select_option("published")

        page.get_by_role("button", name="Filter").click()

        expect(page.locator("#results .title")).to_have_text(["About lions"])


def test_the_header_offers_documents_and_the_results_after_the_last_one(
    live_server: LiveServer, live_cast: Cast
) -> None:
    document = live_cast.document("About lions")
    cookie = cookie_of(live_cast.viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/activity/")
        field = page.get_by_role("combobox", name="Search")
        field.fill("lio")
        option = page.get_by_role("option", name="About lions")
        expect(option).to_be_visible()

        field.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "false")
        field.press("ArrowUp")
        expect(field).to_have_attribute("aria-activedescendant", "suggestions-0")
        field.press("Enter")

        expect(page).to_have_url(f"{live_server.url}/d/{document.identifier}/")
