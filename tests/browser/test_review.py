"""Comparing, updating, resolving conflicts, publishing and making current, in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast
from tests.reading import current_of
from tests.services.drafts.syncing import CLASHING, outdated, stored
from versioning.models import Draft

LINES = "".join(f"Line {number}.\n" for number in range(1, 41))


@contextmanager
def desk(server: LiveServer, cast: Cast, *, scripts: bool = True) -> Iterator[Page]:
    """Yield the publisher's page. Without scripts it has the width of a phone. No query may be made inside."""
    cookie = cookie_of(cast.publisher.user.username)
    with browsing() as page:
        browser = page.context.browser
        if not scripts and browser is not None:
            page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
        enter(page.context, server.url, cookie=cookie)
        yield page


@pytest.fixture
def draft(live_cast: Cast) -> Draft:
    """Return a draft from version 1 with two distant changes and a new title."""
    draft = live_cast.fork(live_cast.document(body=LINES))
    return live_cast.save(draft, body=LINES.replace("Line 10.", "Ten.").replace("Line 30.", "Thirty."), title="Numbers")


def test_changes_are_stepped_through_by_keyboard_and_folds_open(
    live_server: LiveServer, live_cast: Cast, draft: Draft
) -> None:
    address = f"{live_server.url}/d/{draft.document.identifier}/compare"
    with desk(live_server, live_cast) as page:
        page.goto(address)
        status = page.locator("[data-step-status]")
        expect(status).to_have_text("3 changes")

        for key, says in (
            ("n", "Change 1 of 3"),
            ("n", "Change 2 of 3"),
            ("n", "Change 3 of 3"),
            ("p", "Change 2 of 3"),
        ):
            page.keyboard.press(key)
            expect(status).to_have_text(says)
        expect(page.locator("tr:focus")).to_contain_text("Line 10.")
        page.get_by_role("link", name="6 unchanged lines").press("Enter")

        expect(page.get_by_text("Line 1.", exact=True)).to_be_visible()
        expect(page.get_by_text("Line 20.", exact=True)).not_to_be_attached()
        assert page.url == address


def test_an_outdated_draft_is_synced(live_server: LiveServer, live_cast: Cast) -> None:
    draft = outdated(live_cast)
    with desk(live_server, live_cast) as page:
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/publish/")
        page.get_by_role("link", name="Update draft…").click()

        page.get_by_role("button", name="Update draft 2").press("Enter")

        expect(page.get_by_text("Draft 2 now has the changes of version 3.")).to_be_visible()
    assert not Draft.objects.select_related("document").get(pk=draft.pk).is_outdated


def test_a_conflict_is_settled_by_keyboard(live_server: LiveServer, live_cast: Cast) -> None:
    draft = outdated(live_cast, theirs=CLASHING)
    with desk(live_server, live_cast) as page:
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/conflict/")
        page.keyboard.press("n")
        page.get_by_label("Edit", exact=True).press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("Our line.")
        page.reload()
        expect(page.get_by_label("Your text for conflict 1")).to_have_value("Our line.")

        page.get_by_role("button", name="Save result").press("Enter")

        expect(page.get_by_text("Draft 2 now has the changes of version 3.")).to_be_visible()
    assert "Our line.\n" in stored(draft).text


def test_a_number_resolves_the_first_open_conflict_unless_somebody_types(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = outdated(live_cast, theirs=CLASHING)
    with desk(live_server, live_cast) as page:
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/conflict/")
        page.get_by_role("combobox", name="Search documents").press("2")
        expect(page.get_by_text("0 of 1 resolved")).to_be_visible()
        page.get_by_role("heading", level=1).click()

        page.keyboard.press("2")

        expect(page.get_by_text("1 of 1 resolved")).to_be_visible()
        expect(page.get_by_label("Keep yours")).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_draft_is_compared_published_promoted_and_that_is_undone(
    live_server: LiveServer, live_cast: Cast, draft: Draft, scripts: bool
) -> None:
    with desk(live_server, live_cast, scripts=scripts) as page:
        page.goto(f"{live_server.url}/d/{draft.document.identifier}/compare")
        page.get_by_role("link", name="6 unchanged lines").click()
        expect(page.get_by_text("Line 1.", exact=True)).to_be_visible()
        page.get_by_role("link", name="Publish…").click()
        expect(
            page.get_by_text(
                "Version 2 is published and can no longer be changed. Readers see it instead of version 1."
            )
        ).to_be_visible()
        expect(page.get_by_text("Readers still see version 1.")).not_to_be_visible()

        page.get_by_role("button", name="Publish version 2").click()
        expect(page.get_by_text("Version 2 is now current instead of version 1.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()

        expect(page.get_by_text("Version 1 is current again.")).to_be_visible()
    assert current_of(draft.document).number == 1


def test_what_was_written_for_a_conflict_that_changed_is_there_until_it_is_forgotten(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = outdated(live_cast, theirs=CLASHING)
    with desk(live_server, live_cast) as page:
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/conflict/")
        page.evaluate(f"localStorage.setItem('stemma.conflict.{draft.identifier}.hand-0badcafe-1', 'Our line.')")

        page.reload()
        page.reload()

        expect(page.get_by_label("Your text for an earlier conflict")).to_have_value("Our line.")
        page.get_by_role("button", name="Delete this text").click()
        page.reload()
        expect(page.get_by_role("button", name="Save result")).to_be_visible()
        expect(page.get_by_label("Your text for an earlier conflict")).not_to_be_attached()


def test_a_page_that_stood_open_while_one_signed_in_again_sends_its_form(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = outdated(live_cast, theirs=CLASHING)
    with desk(live_server, live_cast) as page:
        page.goto(f"{live_server.url}/drafts/{draft.identifier}/conflict/")
        page.context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": live_server.url}])
        page.get_by_label("Keep yours").check()

        page.get_by_role("button", name="Save result").click()

        expect(page.get_by_text("Draft 2 now has the changes of version 3.")).to_be_visible()
