"""Pasting what the three editors have to say in different ways: merged cells, lines in cells, numbered headings, tasks.

`clipboards/shapes/` has for each program what it puts on the clipboard, and what each editor makes of it.
"""

import json
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.editor.pasting import blocks_in, caret_in, copy, paste
from tests.browser.editor.writing import open_editor, text_of, writing
from tests.cast import Cast

SHAPES = Path(__file__).parent / "clipboards" / "shapes"
PROGRAMS = ("confluence", "excel", "notion", "word")


def expected(program: str, kind: str) -> str:
    return (SHAPES / f"{program}.{kind}").read_text().removesuffix("\n")


@pytest.mark.parametrize(
    ("content_type", "empty", "kind"),
    [("wysiwyg", "", "rich.html"), ("markdown", "", "md"), ("block", '{"blocks": []}', "json")],
    ids=["rich text", "Markdown", "blocks"],
)
def test_each_shape_survives_in_each_editor(
    live_server: LiveServer, live_cast: Cast, content_type: str, empty: str, kind: str
) -> None:
    drafts = {name: live_cast.draft(name, body=empty, content_type=content_type) for name in PROGRAMS}
    with writing(live_server, drafts["confluence"], live_cast.editor) as page:
        for name, draft in drafts.items():
            open_editor(page, live_server, draft)
            caret_in(page)
            copy(page, html=(SHAPES / f"{name}.html").read_text(), text="Pack")
            paste(page)

    if content_type == "block":
        assert {name: blocks_in(text_of(draft)) for name, draft in drafts.items()} == {
            name: json.loads(expected(name, kind)) for name in PROGRAMS
        }
    else:
        assert {name: text_of(draft) for name, draft in drafts.items()} == {
            name: expected(name, kind) for name in PROGRAMS
        }
