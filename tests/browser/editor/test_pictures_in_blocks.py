"""The block of a picture takes files, too."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.arriving import arrive, saved
from tests.browser.editor.writing import text_of, writing
from tests.cast import Cast
from tests.pictures import picture, stored
from versioning.models import Draft, File

EMPTY = '{"blocks": []}'


def insert_picture(page: Page) -> None:
    """Insert a picture without an address by the menu of blocks."""
    page.locator(".ce-paragraph").click()
    page.keyboard.press("/")
    page.locator(".ce-popover--opened [data-item-name=image]").click()
    expect(choose(page)).to_be_visible()


def choose(page: Page) -> Locator:
    return page.get_by_role("button", name="Choose a picture…")


def pictures_of(draft: Draft) -> list[str]:
    return re.findall(r'"type": ?"image",\s*"data": ?{\s*"file": ?{\s*"url": ?"([^"]*)"', text_of(draft))


def test_the_block_of_a_picture_uploads_one(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=EMPTY, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        insert_picture(page)
        choose(page).focus()
        page.keyboard.press("Enter")

        page.get_by_role("dialog", name="Insert files").get_by_label("Upload from this computer").set_input_files(
            {"name": "b.png", "mimeType": "image/png", "buffer": picture("navy", size=(40, 30))}
        )

        shown = page.locator(".block-fields img")
        expect(shown).to_be_visible()
        expect(page.get_by_label("Describe it for people who can't see it")).to_be_visible()
        saved(page)
    assert pictures_of(draft) == [File.objects.get().url]


def test_the_block_of_a_picture_takes_another_file_of_the_project(live_server: LiveServer, live_cast: Cast) -> None:
    old, new = stored(live_cast, picture("gold"), name="old.png"), stored(live_cast, picture("navy"), name="new.png")
    body = f'{{"blocks": [{{"type": "image", "data": {{"file": {{"url": "{old.url}"}}, "caption": "Plan"}}}}]}}'
    draft = live_cast.draft(body=body, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        choose(page).click()

        page.get_by_role("dialog", name="Insert files").get_by_role("button", name="new.png").click()

        saved(page)
    assert pictures_of(draft) == [new.url]
    assert '"caption":"Plan"' in text_of(draft)


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_an_empty_picture_takes_the_first_one_and_what_follows_is_below(
    live_server: LiveServer, live_cast: Cast, kind: str
) -> None:
    draft = live_cast.draft(body=EMPTY, content_type="block")
    shots = [(f"{color}.png", "image/png", picture(color)) for color in ("teal", "plum")]
    with writing(live_server, draft, live_cast.editor) as page:
        insert_picture(page)
        page.get_by_role("textbox", name="Image URL").click()

        arrive(page, kind, *shots)

        expect(page.locator(".block-fields img")).to_have_count(2)
        saved(page)
        page.wait_for_timeout(800)
        saved(page)
    assert pictures_of(draft) == [File.objects.get(name=name).url for name, _, _ in shots]


def test_a_file_that_is_no_picture_goes_below(live_server: LiveServer, live_cast: Cast) -> None:
    words = stored(live_cast, b"words", name="words.txt")
    draft = live_cast.draft(body=EMPTY, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        insert_picture(page)
        choose(page).click()

        page.get_by_role("dialog", name="Insert files").get_by_role("button", name="words.txt").click()

        saved(page)
    assert pictures_of(draft) == []
    assert words.url in text_of(draft)


def test_an_upload_into_a_picture_can_be_canceled(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=EMPTY, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        # The server never answers.
        page.route("**/api/v1/files?*name=*", lambda route: None)
        insert_picture(page)
        choose(page).click()
        page.get_by_role("dialog", name="Insert files").get_by_label("Upload from this computer").set_input_files(
            {"name": "b.png", "mimeType": "image/png", "buffer": picture()}
        )
        row = page.get_by_role("list", name="Uploads").get_by_role("listitem")
        expect(row.get_by_role("progressbar", name="Uploading b.png")).to_be_visible()

        row.get_by_role("button", name="Cancel").click()

        expect(row).to_have_count(0)
        expect(page.get_by_role("textbox", name="Image URL")).to_have_value("")
