"""The history of a document, in a browser: the list of versions and the picture of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import enter
from tests.cast import Cast
from tests.histories import make_line, make_long_history
from tests.web.conftest import signed_in
from versioning.models import Actor, Document

LENGTH = 5000
# The texts of elements that are cut off by themselves, by an element around them or by the screen.
CUT = """
    (all) => all.filter((each) => {
        const { left, right } = each.getBoundingClientRect();
        let isCut = left < 0 || right > innerWidth || (each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1);
        for (let around = each.parentElement; around; around = around.parentElement) {
            const box = around.getBoundingClientRect();
            const clips = getComputedStyle(around).overflowX !== "visible" && around !== document.documentElement;
            isCut ||= clips && (left < box.left - 1 || right > box.right + 1);
        }
        return isCut;
    }).map((each) => each.textContent)
"""


@pytest.fixture
def document(live_cast: Cast) -> Document:
    return make_long_history(live_cast.document(), LENGTH)


@contextmanager
def at_the_desk(actor: Actor, *, server: LiveServer) -> Iterator[Page]:
    cookie = signed_in(actor).cookies["sessionid"].value
    with browsing() as page:
        enter(page.context, server.url, cookie=cookie)
        yield page


def test_from_the_timeline_to_version_1_in_one_step(
    live_server: LiveServer, live_cast: Cast, document: Document
) -> None:
    address = f"{live_server.url}/d/{document.identifier}/versions/"
    with at_the_desk(live_cast.viewer, server=live_server) as page:
        page.goto(address)
        page.get_by_label("Go to version").fill("1")
        page.get_by_label("Go to version").press("Enter")
        expect(page.locator("tr:target")).to_have_id("version-1")

        page.get_by_role("link", name="Read version 1", exact=True).click()

        expect(page).to_have_url(re.compile(r"/versions/1/$"))


def test_older_versions_come_below_and_any_two_are_compared(
    live_server: LiveServer, live_cast: Cast, document: Document
) -> None:
    address = f"{live_server.url}/d/{document.identifier}/versions/"
    with at_the_desk(live_cast.viewer, server=live_server) as page:
        page.goto(address)
        page.get_by_role("link", name="Older versions").click()
        expect(page.locator("#timeline tbody tr[id]")).to_have_count(100)
        assert page.url == address

        page.get_by_label(f"Compare from version {LENGTH - 80}").check()
        page.get_by_role("button", name="Compare selected versions").click()

        expect(page).to_have_url(re.compile(rf"compare\?head={LENGTH}&base={LENGTH - 80}$"))


def test_a_fold_of_the_stemma_opens_and_its_versions_are_links(live_server: LiveServer, live_cast: Cast) -> None:
    document = make_line(live_cast.document(), 200)
    with at_the_desk(live_cast.viewer, server=live_server) as page:
        page.goto(f"{live_server.url}/d/{document.identifier}/stemma/")
        page.get_by_role("link", name="hidden versions").click()
        opened = page.get_by_role("link", name=re.compile(r"^Version 180\b"))
        expect(opened).to_be_in_viewport()

        opened.press("Enter")

        expect(page).to_have_url(re.compile(r"/versions/180/$"))


def test_without_scripts_one_goes_to_a_version_and_forks_from_it(
    live_server: LiveServer, live_cast: Cast, document: Document
) -> None:
    cookie = signed_in(live_cast.editor).cookies["sessionid"].value
    with browsing() as scripted:
        assert scripted.context.browser is not None
        page = scripted.context.browser.new_page(java_script_enabled=False)
        enter(page.context, live_server.url, cookie=cookie)
        page.goto(f"{live_server.url}/d/{document.identifier}/versions/")
        page.get_by_label("Go to version").fill("1")
        page.get_by_role("button", name="Go", exact=True).click()
        page.get_by_label("More actions for version 1", exact=True).click()

        page.locator("#version-1").get_by_role("button", name="Fork from version 1").click()

        expect(page).to_have_url(re.compile(r"/drafts/[0-9a-f]{8}/$"))


@pytest.mark.parametrize(
    "address", ["/d/{}/", "/d/{}/stemma/", "/d/{}/versions/", "/d/{}/compare", "/activity/?document={}", "/drafts/"]
)
def test_dates_and_names_are_whole_on_a_phone(live_server: LiveServer, live_cast: Cast, address: str) -> None:
    document = live_cast.document()
    for number in range(3):
        live_cast.fork(document)
        live_cast.version(document, f"Text {number}.\n")
    with at_the_desk(live_cast.viewer, server=live_server) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(live_server.url + address.format(document.identifier))

        dates = page.locator("main :is(.stemma .about, time, #compare-base):visible")
        expect(dates.last).to_be_visible()
        assert dates.evaluate_all(CUT) == []
