"""The editor of the desk, opened in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from versioning.models import Actor, Draft

OFFLINE = "Not saved: you are offline. Trying again…"


@contextmanager
def writing(server: LiveServer, draft: Draft, actor: Actor) -> Iterator[Page]:
    """Yield the editor's page, opened by a signed-in person."""
    cookie = cookie_of(actor.user.username)
    with browsing() as first:
        page = another_person(first, server, cookie=cookie)
        open_editor(page, server, draft)
        yield page


def another_person(page: Page, server: LiveServer, *, cookie: str) -> Page:
    """Return a page in a browser context of another person."""
    assert page.context.browser is not None
    context = page.context.browser.new_context()
    context.set_default_timeout(20_000)
    enter(context, server.url, cookie=cookie)
    return context.new_page()


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
