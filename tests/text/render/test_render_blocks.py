import json
from typing import Any

import pytest

from versioning.text.render.blocks import blocks_to_html
from versioning.text.render.render import render, validate_blocks

REL = 'rel="nofollow noopener noreferrer"'
BOX = '<input type="checkbox" disabled="" aria-label="Task" class="task-list-item-checkbox"'


def document(*blocks: Any) -> str:
    return json.dumps({"time": 1, "blocks": blocks, "version": "2.31.7"})


def block(kind: str, **data: Any) -> dict[str, Any]:
    return {"id": "a1", "type": kind, "data": data}


@pytest.mark.parametrize(
    ("given", "html"),
    [
        (block("paragraph", text="a <b>b</b>&nbsp;"), "<p>a <b>b</b>&nbsp;</p>"),
        (block("header", text="A <i>b</i>", level=3), '<h3 id="user-content-a-b">A <i>b</i></h3>'),
        (block("header", text="A &amp; b"), '<h2 id="user-content-a--b">A &amp; b</h2>'),
        (
            block("quote", text="a", caption="b", alignment="left"),
            '<blockquote class="block-quote"><p>a</p><p><cite>b</cite></p></blockquote>',
        ),
        (block("quote", text="a"), '<blockquote class="block-quote"><p>a</p></blockquote>'),
        (block("code", code="\n<b>&amp;"), '<pre class="code"><code>\n&lt;b&gt;&amp;amp;</code></pre>'),
        (block("delimiter"), '<hr class="block-delimiter">'),
        (
            block("warning", title="a", message="<b>b</b>"),
            '<div class="block-warning"><p class="block-warning-title">a</p><p><b>b</b></p></div>',
        ),
        (block("raw", html="<p>a</p><script>b</script>"), '<div class="block-raw"><p>a</p></div>'),
        (
            block("embed", service="youtube", source="https://a.b/c", embed="https://a.b/d", caption="e"),
            f'<figure class="block-embed"><a href="https://a.b/c" {REL}>https://a.b/c</a>'
            "<figcaption>e</figcaption></figure>",
        ),
        (
            block("embed", embed="javascript:a"),
            f'<figure class="block-embed"><a {REL}>javascript:a</a></figure>',
        ),
        (
            block("image", file={"url": "/a.png"}, caption='b <b>"c"</b>', withBorder=True, stretched=False),
            '<figure class="block-image"><img src="/a.png" alt="b &quot;c&quot;">'
            '<figcaption>b <b>"c"</b></figcaption></figure>',
        ),
        (block("simpleImage", url="/a.png"), '<figure class="block-image"><img src="/a.png" alt=""></figure>'),
        (
            block("linkTool", link="https://a.b", meta={"title": "<c>", "description": "d", "site_name": "e"}),
            f'<div class="block-link"><p><a href="https://a.b" {REL}>&lt;c&gt;</a></p><p>d</p>'
            '<p class="block-link-site">e</p></div>',
        ),
        (
            block("linkTool", link="https://a.b", meta={"image": {"url": "/c.png"}}),
            f'<div class="block-link"><p><a href="https://a.b" {REL}>https://a.b</a></p>'
            '<img src="/c.png" alt=""></div>',
        ),
    ],
)
def test_renders_each_kind_of_block(given: dict[str, Any], html: str) -> None:
    rendered = render(document(given), content_type="block")

    assert rendered == f"{html}\n"


@pytest.mark.parametrize(
    ("data", "html"),
    [
        ({"style": "unordered", "items": ["a", "<b>b</b>"]}, "<ul><li>a</li><li><b>b</b></li></ul>"),
        ({"style": "ordered", "items": ["a"]}, "<ol><li>a</li></ol>"),
        ({"items": []}, "<ul></ul>"),
        (
            {"style": "ordered", "items": [{"content": "a", "items": [{"content": "b", "meta": {}, "items": []}]}]},
            "<ol><li>a<ol><li>b</li></ol></li></ol>",
        ),
        (
            {
                "style": "ordered",
                "meta": {"start": 3, "counterType": "lower-roman"},
                "items": [{"content": "a", "meta": [], "items": ["b"]}],
            },
            '<ol start="3" type="i"><li>a<ol><li>b</li></ol></li></ol>',
        ),
        (
            {
                "style": "checklist",
                "items": [
                    {"content": "a", "meta": {"checked": True}, "items": [{"content": "b", "items": []}]},
                    {"text": "c", "checked": True},
                    "d",
                ],
            },
            f'<ul class="contains-task-list"><li class="task-list-item">{BOX} checked=""> a'
            f'<ul class="contains-task-list"><li class="task-list-item">{BOX}> b</li></ul></li>'
            f'<li class="task-list-item">{BOX} checked=""> c</li><li class="task-list-item">{BOX}> d</li></ul>',
        ),
    ],
)
def test_renders_lists_old_and_new(data: dict[str, Any], html: str) -> None:
    rendered = render(document(block("list", **data)), content_type="block")

    assert rendered == f"{html}\n"


def test_renders_the_old_checklist() -> None:
    given = block("checklist", items=[{"text": "a", "checked": True}, {"text": "b", "checked": False}])

    rendered = render(document(given), content_type="block")

    assert rendered == (
        '<div class="block-checklist"><ul class="contains-task-list">'
        f'<li class="task-list-item">{BOX} checked=""> a</li><li class="task-list-item">{BOX}> b</li></ul></div>\n'
    )


def test_the_first_row_of_a_table_may_hold_its_headings() -> None:
    given = block("table", withHeadings=True, content=[["a"], ["<b>b</b>"]])

    rendered = render(document(given), content_type="block")

    assert rendered == (
        '<table class="block-table"><thead><tr><th>a</th></tr></thead>'
        "<tbody><tr><td><b>b</b></td></tr></tbody></table>\n"
    )


def test_a_table_may_have_no_headings_and_no_rows() -> None:
    given = block("table", withHeadings=False, content=[["a"]]), block("table", withHeadings=True, content=[])

    rendered = render(document(*given), content_type="block")

    assert rendered == (
        '<table class="block-table"><tbody><tr><td>a</td></tr></tbody></table>\n'
        '<table class="block-table"><tbody></tbody></table>\n'
    )


def test_shows_all_that_an_unknown_block_says() -> None:
    given = block("poll", question="<b>Who?", options=[{"label": "me", "votes": 3}, None], is_open=True, share=0.5)

    rendered = render(document(given), content_type="block")

    assert rendered == (
        '<div class="block-unknown" data-block-type="poll"><p>&lt;b&gt;Who?</p><p>me</p><p>3</p><p>0.5</p></div>\n'
    )


def test_a_tag_left_open_in_one_block_does_not_reach_the_next() -> None:
    given = block("paragraph", text="<table><b>a"), block("paragraph", text="</div>b"), block("delimiter")

    rendered = render(document(*given), content_type="block")

    assert rendered.endswith('\n<p>b</p>\n<hr class="block-delimiter">\n')


def test_headings_of_the_same_text_have_different_ids() -> None:
    given = block("header", text="A"), block("header", text="A")

    rendered = blocks_to_html(document(*given), clean=str)

    assert rendered == '<h2 id="a">A</h2>\n<h2 id="a-1">A</h2>\n'


@pytest.mark.parametrize("data", [{}, {"text": None, "items": None, "content": None, "level": None, "file": None}])
@pytest.mark.parametrize("kind", ["paragraph", "header", "list", "table", "image", "code", "linkTool", "embed", "x"])
def test_a_member_that_is_missing_or_null_reads_as_empty(kind: str, data: dict[str, Any]) -> None:
    text = document(block(kind, **data), {"type": kind}, {"type": kind, "data": []})

    validate_blocks(text)

    assert render(text, content_type="block").count("\n") == 3
