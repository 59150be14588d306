"""The toolbars, the links and the undo of the three editors."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.writing import text_of, writing
from tests.cast import Cast
from versioning.models import Draft

TEXTS = {
    "wysiwyg": "<p>Read the terms</p>",
    "markdown": "Read the terms",
    "block": '{"blocks": [{"type": "paragraph", "data": {"text": "Read the terms"}}]}',
}
LINKED = {
    "wysiwyg": '<p>Read the <a href="https://shop.example/terms">terms</a></p>',
    "markdown": "Read the [terms](https://shop.example/terms)",
    "block": 'Read the <a href="https://shop.example/terms">terms</a>',
}
DOCUMENT_LINKS = {
    "wysiwyg": '<p>Read the terms<a href="/d/{0}/">C#: Returns</a></p>',
    "markdown": "Read the terms[C#: Returns](/d/{0}/)",
    "block": 'Read the terms<a href="/d/{0}/">C#: Returns</a>',
}


FRONT_MATTER = "---\ntitle: Refunds\n---\n\nText."


def kept(text: str, content_type: str) -> str:
    """Return what the editor wrote: of blocks, the text of the first."""
    return str(json.loads(text)["blocks"][0]["data"]["text"]) if content_type == "block" else text


def to_the_end(page: Page) -> None:
    page.locator(".cm-content, .ProseMirror, .ce-paragraph").last.click()
    page.keyboard.press("End")


def settle(page: Page) -> None:
    """Let the editor hear of a new selection. The browser shows it first."""
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")


def expect_saved(page: Page, revision: int) -> None:
    expect(page.locator("[data-part=state]")).to_have_text(f"Saved, revision {revision}.")


@pytest.mark.parametrize("content_type", TEXTS)
def test_a_bare_domain_becomes_https_and_a_script_is_refused_aloud(
    live_server: LiveServer, live_cast: Cast, content_type: str
) -> None:
    draft = live_cast.draft(body=TEXTS[content_type], content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        to_the_end(page)
        page.keyboard.press("Control+Shift+ArrowLeft")
        settle(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("javascript:alert(1)")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="A link can't start with “javascript:”.")).to_be_visible()
        expect(page.get_by_label("URL or document title")).to_be_focused()

        page.get_by_label("URL or document title").fill("shop.example/terms")
        page.keyboard.press("Enter")

        expect_saved(page, 2)
    assert kept(text_of(draft), content_type) == LINKED[content_type]


@pytest.mark.parametrize("content_type", TEXTS)
def test_a_document_is_linked_by_its_title_with_the_keyboard_alone(
    live_server: LiveServer, live_cast: Cast, content_type: str
) -> None:
    target = live_cast.document("C#: Returns")
    draft = live_cast.draft(body=TEXTS[content_type], content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        to_the_end(page)
        settle(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("c#: return")
        expect(page.get_by_role("option", name="C#: Returns")).to_be_visible()

        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Text", exact=True).last).to_have_value("C#: Returns")
        page.keyboard.press("Enter")

        expect_saved(page, 2)
    assert kept(text_of(draft), content_type) == DOCUMENT_LINKS[content_type].format(target.identifier)


@pytest.mark.parametrize("content_type", TEXTS)
def test_an_editor_opens_with_the_caret_in_the_text(
    live_server: LiveServer, live_cast: Cast, content_type: str
) -> None:
    draft = live_cast.draft(body=TEXTS[content_type], content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        page.wait_for_function("document.activeElement.closest('[data-part=surface]')")

        page.keyboard.type("Please. ")

        expect_saved(page, 2)
    assert kept(text_of(draft), content_type).replace("&nbsp;", " ").removeprefix("<p>").startswith("Please. Read")


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "data": {"text": text}}


def texts_of(page: Page) -> list[str]:
    return page.locator(".ce-paragraph").all_inner_texts()


def test_undo_brings_back_blocks_that_were_split_and_removed(live_server: LiveServer, live_cast: Cast) -> None:
    body = json.dumps({"blocks": [paragraph("One two"), paragraph("Three")]})
    draft = live_cast.draft(body=body, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".ce-paragraph").first.click()
        page.keyboard.press("Home")
        page.keyboard.press("Control+ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator(".ce-paragraph")).to_have_count(3)
        expect_saved(page, 2)
        page.locator(".ce-paragraph").last.click()
        page.keyboard.press("Home")
        page.keyboard.press("Backspace")
        expect(page.locator(".ce-paragraph")).to_have_count(2)
        expect_saved(page, 3)

        page.keyboard.press("Control+z")
        expect(page.locator(".ce-paragraph")).to_have_count(3)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".ce-paragraph")).to_have_count(2)
        undone = texts_of(page)
        expect_saved(page, 4)
        page.keyboard.press("Control+Shift+z")
        expect(page.locator(".ce-paragraph")).to_have_count(3)
        page.keyboard.press("Control+z")
        expect(page.locator(".ce-paragraph")).to_have_count(2)

        page.keyboard.press("Control+s")

        expect(page.locator("[data-part=state]")).to_contain_text("Saved, revision")
    assert undone == ["One two", "Three"]
    assert text_of(draft) == body


def test_a_list_in_a_list_is_undone_and_redone_without_doubling(live_server: LiveServer, live_cast: Cast) -> None:
    items = [{"content": "a", "meta": {}, "items": [{"content": "b", "meta": {}, "items": []}]}]
    body = json.dumps({"blocks": [{"type": "list", "data": {"style": "unordered", "meta": {}, "items": items}}]})
    draft = live_cast.draft(body=body, content_type="block")
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".cdx-list__item-content").last.click()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        page.keyboard.type("c")
        expect_saved(page, 2)

        page.keyboard.press("Control+z")
        expect(page.locator(".cdx-list__item-content")).to_have_text(["a", "b"])
        page.keyboard.press("Control+Shift+z")

        expect(page.locator(".cdx-list__item-content")).to_have_text(["a", "b", "c"])
        expect(page.locator("[data-part=state]")).to_contain_text("Saved, revision")


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Bullet list", "- One\n- Two"),
        ("Numbered list", "1. One\n2. Two"),
        ("Task list", "- [ ] One\n- [ ] Two"),
        ("Quote", "> One\n> Two"),
        ("Code block", "```\nOne\nTwo\n```"),
        ("Heading 2", "## One\n## Two"),
        ("Bold", "**One\nTwo**"),
        ("Table", "One\nTwo\n\n| Column | Column |\n| --- | --- |\n| Cell | Cell |\n"),
    ],
)
def test_the_toolbar_of_markdown_writes_markdown(
    live_server: LiveServer, live_cast: Cast, button: str, expected: str
) -> None:
    draft = live_cast.draft(body="One\nTwo")
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        settle(page)

        page.get_by_role("button", name=button, exact=True).click()

        expect_saved(page, 2)
    assert text_of(draft) == expected


def test_front_matter_that_was_not_read_is_not_emptied(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=FRONT_MATTER)
    with writing(live_server, draft, live_cast.editor) as page:
        page.route("**/properties", lambda route: route.abort())

        page.get_by_role("button", name="Properties…").click()

        expect(page.get_by_text("The server is not responding. Try again.")).to_be_visible()
        expect(page.get_by_role("button", name="Apply")).to_be_disabled()
    assert text_of(draft) == FRONT_MATTER


def test_the_fields_of_front_matter_replace_no_text_that_came_meanwhile(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = live_cast.draft(body=FRONT_MATTER)

    def merge(route: Route) -> None:
        answer = route.fetch()
        page.evaluate("document.querySelector('.cm-line:last-child').textContent = 'Theirs.'")
        settle(page)
        route.fulfill(response=answer)

    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("button", name="Properties…").click()
        expect(page.get_by_label("Tags")).to_be_visible()
        page.route("**/properties", merge, times=1)
        page.get_by_label("Tags").fill("money")

        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text("The text was changed meanwhile. Select Apply again.")).to_be_visible()
        page.get_by_role("button", name="Apply").click()

        expect(page.locator(".properties-dialog")).not_to_be_visible()
        expect(page.locator(".cm-content")).to_contain_text("money")
        expect(page.locator(".cm-content")).to_contain_text("Theirs.")


def test_front_matter_is_edited_by_fields(live_server: LiveServer, live_cast: Cast) -> None:
    body = "---\ntitle: Refunds # kept\nweight: 4\ncascade: {a: 1}\n---\n\nText.\n"
    draft = live_cast.draft(body=body)
    with writing(live_server, draft, live_cast.editor) as page:
        page.get_by_role("button", name="Properties…").click()
        dialog = page.get_by_role("dialog", name="Properties")
        expect(dialog.get_by_label("Order")).to_have_value("4")
        expect(dialog.get_by_text("Also in the text, and kept: cascade")).to_be_visible()

        dialog.get_by_label("Order").fill("first")
        dialog.get_by_role("button", name="Apply").click()
        expect(dialog.get_by_text("Enter a number, such as 3.")).to_be_visible()
        dialog.get_by_label("Order").fill("7")
        dialog.get_by_label("Tags").fill("shop, money back")
        dialog.get_by_role("button", name="Apply").click()
        expect_saved(page, 2)
    changed = body.replace("weight: 4", "weight: 7").replace("1}\n", "1}\ntags: [shop, money back]\n")
    assert text_of(draft) == changed


def test_the_title_is_seen_to_follow_the_front_matter(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body=FRONT_MATTER)
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".cm-line").nth(1).click()
        page.keyboard.press("End")
        page.keyboard.type(" and returns")

        expect(page.get_by_role("textbox", name="Title")).to_have_value("Refunds and returns")
        expect(page.locator("[data-part=state]")).to_contain_text("The title changed with the front matter.")
        page.keyboard.type(".")
        expect(page.get_by_role("textbox", name="Title")).to_have_value("Refunds and returns.")


def test_a_title_that_is_typed_is_kept_beside_that_of_the_front_matter(
    live_server: LiveServer, live_cast: Cast
) -> None:
    draft = live_cast.draft(body=FRONT_MATTER)
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".cm-line").nth(1).click()
        page.keyboard.press("End")
        page.keyboard.type(" and returns")
        page.get_by_role("textbox", name="Title").fill("Own title")

        expect_saved(page, 2)
        expect(page.get_by_role("textbox", name="Title")).to_have_value("Own title")
    assert Draft.objects.select_related("version").get(pk=draft.pk).version.title == "Own title"
