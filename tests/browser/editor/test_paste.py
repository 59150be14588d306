"""Pasting into the three editors, through the clipboard of the browser.

`clipboards/` holds what programs put on the clipboard when the same short text, or the same small sheet, is copied."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.pasting import blocks_in, caret_in, copy, paste
from tests.browser.editor.writing import open_editor, text_of, writing
from tests.cast import Cast

CLIPBOARDS = Path(__file__).parent / "clipboards"
SHEETS = ("excel.html", "google-sheets.html", "tabs.txt")
DOCUMENTS = tuple(sorted(path.name for path in CLIPBOARDS.glob("*.*") if path.name not in SHEETS))
RICH = {
    "document": (
        "<h2>Refund policy</h2>\n"
        "<p>We pay back <strong>in full</strong> within <em>14 days</em>: see "
        '<a href="https://shop.example/terms">the terms</a> and run <code>refund --all</code>.</p>\n'
        "<ul><li><p>Shoes</p><ul><li><p>Laces</p></li></ul></li><li><p>Hats</p></li></ul>\n"
        "<ol><li><p>Ask</p></li><li><p>Send</p></li></ol>\n"
        "<table><thead><tr><th><p>Item</p></th><th><p>Days</p></th></tr></thead>"
        "<tbody><tr><td><p>Shoes</p></td><td><p>14</p></td></tr></tbody></table>"
    ),
    "sheet": (
        "<table><thead><tr><th><p>Item</p></th><th><p>Days</p></th></tr></thead>"
        "<tbody><tr><td><p>Shoes</p></td><td><p>14</p></td></tr>"
        "<tr><td><p>Hats &amp; caps</p></td><td><p>30</p></td></tr></tbody></table>"
    ),
}
MARKDOWN = {
    "document": (
        "## Refund policy\n\n"
        "We pay back **in full** within _14 days_: see [the terms](https://shop.example/terms) "
        "and run `refund --all`.\n\n"
        "- Shoes\n  - Laces\n- Hats\n\n"
        "1. Ask\n2. Send\n\n"
        "| Item | Days |\n| --- | --- |\n| Shoes | 14  |"
    ),
    "sheet": "| Item | Days |\n| --- | --- |\n| Shoes | 14  |\n| Hats & caps | 30  |",
}


def listed(style: str, items: list[dict[str, object]], **meta: str) -> dict[str, object]:
    return {"type": "list", "data": {"style": style, "meta": meta, "items": items}}


def item(content: str, *nested: dict[str, object]) -> dict[str, object]:
    return {"content": content, "meta": {}, "items": list(nested)}


def table(*rows: list[str]) -> dict[str, object]:
    return {"type": "table", "data": {"withHeadings": True, "stretched": False, "content": list(rows)}}


BLOCKS: dict[str, list[dict[str, object]]] = {
    "document": [
        {"type": "header", "data": {"text": "Refund policy", "level": 2}},
        {
            "type": "paragraph",
            "data": {
                "text": "We pay back <b>in full</b> within <i>14 days</i>: see "
                '<a href="https://shop.example/terms">the terms</a> and run <code>refund --all</code>.'
            },
        },
        listed("unordered", [item("Shoes", item("Laces")), item("Hats")]),
        listed("ordered", [item("Ask"), item("Send")], counterType="numeric"),
        table(["Item", "Days"], ["Shoes", "14"]),
    ],
    "sheet": [table(["Item", "Days"], ["Shoes", "14"], ["Hats &amp; caps", "30"])],
}


def copy_clipboard(page: Page, name: str) -> None:
    content = (CLIPBOARDS / name).read_bytes().decode()
    copy(page, html="" if name == "tabs.txt" else content, text=content if name == "tabs.txt" else "Refund policy")


def kind_of(name: str) -> str:
    return "sheet" if name in SHEETS else "document"


@pytest.mark.parametrize(
    ("content_type", "empty", "read", "expected"),
    [
        ("wysiwyg", "", str, RICH),
        ("markdown", "", str, MARKDOWN),
        ("block", '{"blocks": []}', blocks_in, BLOCKS),
    ],
    ids=["rich text", "Markdown", "blocks"],
)
def test_every_clipboard_keeps_its_structure_and_brings_nothing_else(
    live_server: LiveServer,
    live_cast: Cast,
    content_type: str,
    empty: str,
    read: Callable[[str], object],
    expected: dict[str, object],
) -> None:
    drafts = {
        name: live_cast.draft(name, body=empty, content_type=content_type) for name in sorted((*DOCUMENTS, *SHEETS))
    }
    with writing(live_server, next(iter(drafts.values())), live_cast.editor) as page:
        for name, draft in drafts.items():
            open_editor(page, live_server, draft)
            caret_in(page)
            copy_clipboard(page, name)
            paste(page)
    pasted = {name: read(text_of(draft)) for name, draft in drafts.items()}
    assert pasted == {name: expected[kind_of(name)] for name in drafts}


TERMS = "https://shop.example/terms"
WRITTEN = {
    "wysiwyg": ("<p>Read the terms</p>", '<p>Read the <a href="https://shop.example/terms">terms</a></p>'),
    "markdown": ("Read the terms", "Read the [terms](https://shop.example/terms)"),
    "block": (
        '{"blocks": [{"type": "paragraph", "data": {"text": "Read the terms"}}]}',
        [{"type": "paragraph", "data": {"text": 'Read the <a href="https://shop.example/terms">terms</a>'}}],
    ),
}


@pytest.mark.parametrize(
    "html", ["", '<a href="https://shop.example/terms">Terms of the shop</a>'], ids=["text", "html"]
)
@pytest.mark.parametrize("content_type", WRITTEN)
def test_an_address_pasted_over_a_selection_makes_it_a_link(
    live_server: LiveServer, live_cast: Cast, content_type: str, html: str
) -> None:
    body, expected = WRITTEN[content_type]
    draft = live_cast.draft(body=str(body), content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        caret_in(page)
        copy(page, html=html, text=TERMS)
        page.keyboard.press("End")
        page.keyboard.press("Control+Shift+ArrowLeft")
        # The editor hears of a new selection after the browser has shown it.
        page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")

        paste(page)

    written = text_of(draft)
    assert (blocks_in(written) if content_type == "block" else written) == expected


PLAIN = {
    "wysiwyg": ("<p>Our:</p>", "<p>Our:Refund policy</p>"),
    "markdown": ("Our:", "Our:Refund policy"),
    "block": (
        '{"blocks": [{"type": "paragraph", "data": {"text": "Our:"}}]}',
        [{"type": "paragraph", "data": {"text": "Our:Refund policy"}}],
    ),
}


@pytest.mark.parametrize("content_type", PLAIN)
def test_ctrl_shift_v_pastes_the_text_alone(live_server: LiveServer, live_cast: Cast, content_type: str) -> None:
    body, expected = PLAIN[content_type]
    draft = live_cast.draft(body=str(body), content_type=content_type)
    with writing(live_server, draft, live_cast.editor) as page:
        caret_in(page)
        page.keyboard.press("End")
        copy(page, html="<h2><b>Refund</b> <i>policy</i></h2>", text="Refund policy")

        paste(page, keys="Control+Shift+v")

    written = text_of(draft)
    assert (blocks_in(written) if content_type == "block" else written) == expected


def test_a_heading_pasted_into_a_sentence_of_markdown_begins_a_block(live_server: LiveServer, live_cast: Cast) -> None:
    draft = live_cast.draft(body="One.")
    with writing(live_server, draft, live_cast.editor) as page:
        caret_in(page)
        page.keyboard.press("End")
        copy(page, html="<h2>Two</h2>", text="Two")

        paste(page)

    assert text_of(draft) == "One.\n\n## Two"


def test_a_paste_into_a_cell_of_blocks_keeps_lines_and_links_and_brings_no_styles(
    live_server: LiveServer, live_cast: Cast
) -> None:
    rows = {"withHeadings": False, "content": [["One", "Two"]]}
    draft = live_cast.draft(body=json.dumps({"blocks": [{"type": "table", "data": rows}]}), content_type="block")
    html = (
        '<b style="font-weight:normal"><p><span style="font-weight:700">Ask</span></p>'
        f'<ul><li><a href="{TERMS}">us</a></li></ul></b>'
    )
    with writing(live_server, draft, live_cast.editor) as page:
        page.locator(".tc-cell").first.click()
        page.keyboard.press("End")
        copy(page, html=html, text="Ask us")

        paste(page)

    assert blocks_in(text_of(draft)) == [
        {
            "type": "table",
            "data": {
                "withHeadings": False,
                "stretched": False,
                "content": [[f'One<b>Ask</b><br><a href="{TERMS}">us</a>', "Two"]],
            },
        }
    ]
