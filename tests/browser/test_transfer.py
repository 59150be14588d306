"""Bringing texts in and out, in a browser, against a running server."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import browsing
from tests.browser.sign_in import cookie_of, enter
from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.jobs import working
from tests.zips import make_zip
from versioning.models import Document

MOST_LOOKS = 500


@pytest.fixture
def address(live_server: LiveServer, live_cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """Yield the page's URL while a worker runs."""
    settings.DATA_DIR = tmp_path
    with working():
        yield f"{live_server.url}/projects/handbook/import/"


@pytest.fixture
def cookie(live_cast: Cast) -> str:
    return cookie_of(live_cast.manager.user.username)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    repo = Repo(tmp_path / "repo")
    for number in range(3):
        repo.write("docs/refunds.md", f"# Refunds\n\nWithin {number} days.\n")
        repo.commit(f"Within {number} days\n")
    git(repo.folder, "bundle", "create", str(tmp_path / "manual.bundle"), "main")
    return tmp_path / "manual.bundle"


def open_page(page: Page, *, address: str, cookie: str) -> None:
    enter(page.context, urljoin(address, "/"), cookie=cookie)
    page.goto(address)


def test_a_bundle_is_imported_and_its_documents_are_read(address: str, cookie: str, bundle: Path) -> None:
    with browsing() as page:
        open_page(page, address=address, cookie=cookie)
        page.get_by_label("Zip file, Word document, git bundle, or project file").set_input_files(bundle)

        page.get_by_role("button", name="Import", exact=True).click()

        expect(page.get_by_text("Done.")).to_be_visible()
        expect(page.locator("dl")).to_contain_text("New versions3")
        page.get_by_role("link", name="Go to the library").click()
        page.get_by_role("link", name="Refunds").click()
        expect(page.get_by_text("Within 2 days.")).to_be_visible()


def test_a_file_that_is_too_large_is_not_even_sent(
    address: str, cookie: str, tmp_path: Path, settings: Settings
) -> None:
    settings.MAX_IMPORT_BYTES = 1024
    large = tmp_path / "large.zip"
    large.write_bytes(b"PK\x03\x04" + bytes(2000))
    with browsing() as page:
        open_page(page, address=address, cookie=cookie)
        page.get_by_label("Zip file, Word document, git bundle, or project file").set_input_files(large)

        page.get_by_role("button", name="Import", exact=True).click()

        expect(page.get_by_role("alert")).to_have_text("This file has 3 kB. The limit is 2 kB.")
        assert page.url == address


def test_what_the_server_refuses_is_told_beside_the_field(address: str, cookie: str, tmp_path: Path) -> None:
    picture = tmp_path / "a.zip"
    picture.write_bytes(b"GIF89a")
    with browsing() as page:
        open_page(page, address=address, cookie=cookie)
        page.get_by_label("Zip file, Word document, git bundle, or project file").set_input_files(picture)

        page.get_by_role("button", name="Import", exact=True).click()

        expect(page.get_by_text("This file is neither a zip nor a git bundle nor a project file.")).to_be_visible()
        expect(page.get_by_role("button", name="Import", exact=True)).to_be_enabled()


def look_until_done(page: Page) -> None:
    """Reload the page by its link, as somebody without scripts does."""
    again = page.get_by_role("link", name="Refresh")
    for _ in range(MOST_LOOKS):
        if not again.is_visible():
            return
        again.click()


def test_a_zip_is_imported_without_a_script(address: str, cookie: str, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"guides/a.md": "# A\n"})
    with browsing() as scripted:
        assert scripted.context.browser is not None
        page = scripted.context.browser.new_page(java_script_enabled=False)
        open_page(page, address=address, cookie=cookie)
        page.get_by_label("Zip file, Word document, git bundle, or project file").set_input_files(source)

        page.get_by_role("button", name="Import", exact=True).click()

        look_until_done(page)
        expect(page.get_by_text("Done.")).to_be_visible()

    assert Document.objects.filter(title="A").count() == 1
