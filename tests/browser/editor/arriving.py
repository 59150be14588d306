"""Files that arrive in the editor, by paste or by drop."""

import base64
import re

from playwright.sync_api import Page, expect

START = {
    "markdown": "One.\n",
    "wysiwyg": "<p>One.</p>",
    "block": '{"blocks": [{"type": "paragraph", "data": {"text": "One."}}]}',
}
# As the browser does for files, and for HTML, that somebody pastes or drops on the focused element.
ARRIVE = """
    ([kind, files, html, rtf]) => {
        const transfer = new DataTransfer();
        for (const [name, type, data] of files)
            transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name, { type }));
        if (html) transfer.setData("text/html", html);
        if (rtf) transfer.setData("text/rtf", rtf);
        const onto = document.activeElement;
        const { left, bottom } = onto.getBoundingClientRect();
        const common = { bubbles: true, cancelable: true };
        onto.dispatchEvent(
            kind === "paste"
                ? new ClipboardEvent("paste", { ...common, clipboardData: transfer })
                : new DragEvent("drop", { ...common, dataTransfer: transfer, clientX: left + 5, clientY: bottom - 5 }),
        );
    }
"""


def arrive(page: Page, kind: str, *files: tuple[str, str, bytes], html: str = "", rtf: str = "") -> None:
    given = [[name, media_type, base64.b64encode(data).decode()] for name, media_type, data in files]
    page.evaluate(ARRIVE, [kind, given, html, rtf])


def focus(page: Page, content_type: str) -> None:
    if content_type == "block":
        page.locator(".ce-paragraph").first.click()
    else:
        page.get_by_role("textbox", name="Text", exact=True).click()
    page.keyboard.press("Control+End")


def saved(page: Page) -> None:
    expect(page.locator("[data-part=state]")).to_have_text(re.compile(r"Saved, revision [2-9]\."), timeout=20_000)
