"""Copy and paste in the editor."""

import json

from playwright.sync_api import Page, expect

# A program puts the text on the clipboard in two forms.
COPY = """
    ([html, text]) => {
        const fill = (event) => {
            if (html) event.clipboardData.setData("text/html", html);
            event.clipboardData.setData("text/plain", text);
            event.preventDefault();
            event.stopImmediatePropagation();
        };
        window.addEventListener("copy", fill, { capture: true, once: true });
    }
"""


def copy(page: Page, *, html: str = "", text: str = "") -> None:
    page.evaluate(COPY, [html, text])
    page.keyboard.press("Control+c")


def caret_in(page: Page) -> None:
    page.locator(".cm-content, .ProseMirror, .ce-paragraph").last.click()


def paste(page: Page, *, keys: str = "Control+v") -> None:
    revision = page.locator("[data-part=state]").text_content()
    page.keyboard.press(keys)
    expect(page.locator("[data-part=state]")).not_to_have_text(revision or "")
    expect(page.locator("[data-part=state]")).to_contain_text("Saved, revision")


def blocks_in(text: str) -> list[dict[str, object]]:
    return [{"type": block["type"], "data": block["data"]} for block in json.loads(text)["blocks"]]
