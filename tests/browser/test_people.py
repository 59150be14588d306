"""Journeys of people with their accounts: the first run, a token's life, and why a button is off."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing, needs_curl
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast
from versioning.models import Actor, BrowserSession, Token
from versioning.services.access.setup_key import setup_key

PASSWORD = "correct horse battery"


def status_of(address: str, *, token: str) -> str:
    """Return the status that curl gets."""
    command = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"]
    shell = subprocess.run(
        [*command, "--header", f"Authorization: Bearer {token}", address], capture_output=True, text=True
    )
    return shell.stdout


def test_a_new_server_is_set_up_by_keyboard_alone(live_server: LiveServer) -> None:
    key = setup_key()
    with browsing() as page:
        page.goto(live_server.url)
        expect(page.get_by_role("heading", name="Set up this server")).to_be_visible()
        page.get_by_label("Setup key").focus()
        page.keyboard.type(key)
        page.keyboard.press("Enter")
        page.get_by_label("Your name").focus()
        for text in ("Ana Silva", "ana", PASSWORD, PASSWORD, "Handbook"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")

        page.keyboard.press("Enter")

        expect(page.get_by_role("status", name="Messages")).to_contain_text("Welcome, Ana Silva.")
        expect(page).to_have_url(f"{live_server.url}/")


def test_a_person_signs_in_lands_on_the_library_and_signs_out(live_server: LiveServer, live_cast: Cast) -> None:
    live_cast.editor.user.set_password(PASSWORD)
    live_cast.editor.user.save()
    with browsing() as page:
        page.goto(live_server.url)
        page.get_by_label("Username").fill(live_cast.editor.user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{live_server.url}/")
        page.get_by_text("Edda handbook").first.click()

        page.get_by_role("button", name="Sign out").click()

        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@needs_curl
@pytest.mark.parametrize("scripts", [True, False])
def test_a_token_is_made_used_with_curl_and_revoked(live_server: LiveServer, live_cast: Cast, scripts: bool) -> None:
    cookie, api = cookie_of(live_cast.editor.user.username), f"{live_server.url}/api/v1/documents"
    with browsing(javascript=scripts) as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/settings/tokens/")
        page.get_by_role("textbox", name="Name").fill("CI")
        page.get_by_role("button", name="Create token").click()
        raw = page.get_by_label("Your new token").input_value()
        while_it_works = status_of(api, token=raw)
        page.get_by_role("link", name="Revoke CI").click()
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("status", name="Messages")).to_contain_text("Revoked the token CI.")

        afterwards = status_of(api, token=raw)

    assert (while_it_works, afterwards) == ("200", "401")


def test_a_token_is_copied_by_a_button(live_server: LiveServer, live_cast: Cast) -> None:
    cookie = cookie_of(live_cast.editor.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{live_server.url}/settings/tokens/")
        page.get_by_role("textbox", name="Name").fill("CI")
        page.get_by_role("button", name="Create token").click()

        page.get_by_role("button", name="Copy").click()

        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Your new token").input_value()


def test_a_viewer_sees_why_a_button_is_off(live_server: LiveServer, live_cast: Cast) -> None:
    document, viewer = live_cast.document("Refunds"), Actor(user=live_cast.viewer.user)
    cookie = cookie_of(viewer.user.username)
    with browsing() as page:
        enter(page.context, live_server.url, cookie=cookie)

        page.goto(f"{live_server.url}/d/{document.identifier}/")

        expect(page.locator("[aria-disabled=true]", has_text="Edit")).to_be_visible()
        expect(page.get_by_text("You need the editor role to start drafts. Your role is viewer.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_token_needs_the_password_again_after_a_while(
    live_server: LiveServer, live_cast: Cast, scripts: bool
) -> None:
    person = live_cast.editor.user
    person.set_password(PASSWORD)
    person.save()
    cookie = cookie_of(person.username)
    BrowserSession.objects.update(begun_at=timezone.now() - timedelta(hours=1))
    with browsing(javascript=scripts) as page:
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/settings/tokens/")
        page.get_by_label("Name").fill("Nightly")
        page.get_by_role("button", name="Create token").click()
        expect(page.get_by_role("heading", name="Confirm your password")).to_be_visible()

        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()

        expect(page.get_by_role("heading", name="Your new token")).to_be_visible()
    assert Token.objects.get().name == "Nightly"
