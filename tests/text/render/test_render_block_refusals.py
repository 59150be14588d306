import json
from typing import Any

import pytest

from versioning.text.render.render import RenderError, render_or_plain, validate_blocks


def with_data(kind: str, **data: Any) -> str:
    return json.dumps({"blocks": [{"type": "delimiter", "data": {}}, {"type": kind, "data": data}]})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a", "there is a mistake at line 1, column 1"),
        ('{"blocks": [],\n}', "there is a mistake at line 1, column 14"),
        ('{"blocks": [\n  {} {}]}', "there is a mistake at line 2, column 5"),
        ("[]", "the document is not an object"),
        ("null", "the document is not an object"),
        ("{}", "blocks is not a list"),
        ('{"blocks": {}}', "blocks is not a list"),
        ('{"blocks": [1]}', "blocks[0] is not an object"),
        ('{"blocks": [{"type": 1}]}', "blocks[0].type is not a text"),
        (
            '{"blocks": [{"type": "x", "data": "y"}, {"type": "paragraph", "data": "y"}]}',
            "blocks[1].data is not an object",
        ),
        ('{"blocks": NaN}', "NaN is not a JSON value"),
        ('{"blocks": -Infinity}', "-Infinity is not a JSON value"),
        ('{"time": %s, "blocks": []}' % ("1" * 5000), "it has a number that is too long"),
        ('{"blocks": ' + "[" * 10_000 + "]" * 10_000 + "}", "it is nested deeper than 100 levels"),
        ('{"blocks": ' + '{"a":' * 10_000, "it is nested deeper than 100 levels"),
        (with_data("paragraph", text=1), "blocks[1].data.text is not a text"),
        (with_data("paragraph", text=["a"]), "blocks[1].data.text is not a text"),
        (with_data("header", level=7), "blocks[1].data.level is not a whole number from 1 to 6"),
        (with_data("header", level=True), "blocks[1].data.level is not a whole number from 1 to 6"),
        (with_data("header", level="2"), "blocks[1].data.level is not a whole number from 1 to 6"),
        (with_data("list", items="a"), "blocks[1].data.items is not a list"),
        (with_data("list", items=["a", 1]), "blocks[1].data.items[1] is not an object"),
        (
            with_data("list", items=[{"items": [{"content": 1}]}]),
            "blocks[1].data.items[0].items[0].content is not a text",
        ),
        (
            with_data("list", style="ordered", meta={"start": -1}),
            "blocks[1].data.meta.start is not a whole number from 0 to 2147483647",
        ),
        (with_data("checklist", items=[{"checked": "yes"}]), "blocks[1].data.items[0].checked is not true or false"),
        (with_data("table", content=["a"]), "blocks[1].data.content[0] is not a list"),
        (with_data("table", content=[["a", {}]]), "blocks[1].data.content[0][1] is not a text"),
        (with_data("table", withHeadings=1), "blocks[1].data.withHeadings is not true or false"),
        (with_data("image", file="a"), "blocks[1].data.file is not an object"),
    ],
)
def test_says_what_is_wrong_and_where(text: str, reason: str) -> None:
    with pytest.raises(RenderError) as refusal:
        validate_blocks(text)

    assert str(refusal.value) == f"the text is not a block document: {reason}."


@pytest.mark.parametrize(
    "text", ["", " \n", '{"blocks": []}', '{"blocks": [{}]}', '\n{"blocks": [], "other": [[1e999]]}\n']
)
def test_accepts_what_can_be_rendered(text: str) -> None:
    validate_blocks(text)

    assert render_or_plain(text, content_type="block").plain_because == ""


def test_brackets_in_a_text_do_not_nest() -> None:
    text = with_data("code", code='"\\[{' * 1000)

    validate_blocks(text)

    assert render_or_plain(text, content_type="block").plain_because == ""


@pytest.mark.parametrize("text", ['"' + '\\"' * 200_000, '"' + "\\" * 200_001, "[]" * 200_000, '{"a' * 100_000])
def test_reads_broken_json_once(text: str) -> None:
    with pytest.raises(RenderError):
        validate_blocks(text)


def test_renders_lists_as_deep_as_a_document_may_nest() -> None:
    items: list[Any] = []
    for _ in range(47):
        items = [{"content": "a", "items": items}]

    rendered = render_or_plain(with_data("list", items=items), content_type="block")

    assert rendered.html.count("<li>a") == 47
