"""The editor's Schedule… saves first, and schedules exactly what was typed."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast
from versioning.models import Draft, Schedule
from versioning.models.delivery.schedule import content_digest


def test_a_draft_is_scheduled_from_the_editor_by_keyboard(live_server: LiveServer, live_cast: Cast) -> None:
    draft, cookie = live_cast.draft(), cookie_of(live_cast.publisher.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/")
        page.locator(".cm-content").press_sequentially("Typed just now. ")
        page.get_by_role("link", name="Publish…").focus()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Schedule…")).to_be_focused()

        page.keyboard.press("Enter")

        page.get_by_label("Date and time").fill("2031-07-01T09:00")
        page.get_by_role("button", name="Schedule").click()
        expect(page.get_by_role("heading", name="Schedules")).to_be_visible()
    version = Draft.objects.get(pk=draft.pk).version
    assert "Typed just now. " in version.text
    assert bytes(Schedule.objects.get().sha256) == content_digest(version)
