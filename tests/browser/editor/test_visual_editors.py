"""What the two visual editors share: tables that are inserted, and a preview that follows the caret."""

import json

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.writing import writing
from tests.cast import Cast

PARAGRAPHS = [f"Paragraph {number} of many." for number in range(60)]
LONG = {
    "wysiwyg": "\n".join(f"<p>{text}</p>" for text in PARAGRAPHS),
    "block": json.dumps({"blocks": [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]}),
}


def expect_wide(page: Page, table: str) -> None:
    """Expect the table to be as wide as the text, or nearly so, and no wider."""
    share = page.locator(table).evaluate("(table) => table.clientWidth / table.parentElement.clientWidth")
    assert 0.9 <= share <= 1


def test_a_table_inserted_into_rich_text_has_a_header_row_and_the_width_of_the_text(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = live_cast.draft(body="", content_type="wysiwyg")
    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("button", name="Preview").click()
        page.locator(".ProseMirror").click()
        page.get_by_role("button", name="Table", exact=True).click()

        page.keyboard.type("Item")

        expect(page.get_by_role("region", name="Preview").locator("thead th")).to_have_text(["Item", "", ""])
        expect_wide(page, ".ProseMirror table")


def test_a_table_inserted_into_blocks_has_a_header_row_and_the_width_of_the_text(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = live_cast.draft(body='{"blocks": []}', content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("button", name="Preview").click()
        page.locator(".ce-paragraph").click()
        page.keyboard.press("/")
        page.locator(".ce-popover--opened [data-item-name=table]").click()
        page.locator(".tc-cell").first.click()

        page.keyboard.type("Item")

        expect(page.get_by_role("region", name="Preview").locator("thead th")).to_have_text(["Item", "", ""])
        expect_wide(page, ".tc-table")


@pytest.mark.parametrize("content_type", LONG)
def test_the_preview_follows_the_caret(live_server: LiveServer, live_cast: Cast, content_type: str) -> None:
    draft = live_cast.draft(body=LONG[content_type], content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("button", name="Preview").click()
        preview = page.get_by_role("region", name="Preview")
        expect(preview.get_by_text(PARAGRAPHS[0], exact=True)).to_be_in_viewport()
        editor = page.locator("[data-part=surface]")

        editor.get_by_text(PARAGRAPHS[45], exact=True).click()

        expect(preview.get_by_text(PARAGRAPHS[45], exact=True)).to_be_in_viewport()
