import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.unsafe_html import unsafe_parts
from versioning.text.render.render import render, render_or_plain
from versioning.text.render.sanitize import sanitize

CONTENT_TYPES = ["markdown", "wysiwyg", "block"]
PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "/>",
            "<!--",
            "-->",
            "--!>",
            "<!",
            "<?",
            "<![CDATA[",
            "]]>",
            '"',
            "'",
            "=",
            "/",
            " ",
            "\n",
            "`",
        ),
        *(
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<svg>",
            "</svg>",
            "<math>",
            "<mtext>",
            "<title>",
            "</title>",
        ),
        *("<textarea>", "</textarea>", "<noscript>", "</noscript>", "<template>", "<select>", "<option>", "<iframe>"),
        *("<p>", "</p>", "<b>", "</b>", "<a href=", "<a href='#a' id=b>", "</a>", "<table>", "<td>", "<li>", "<form>"),
        *(
            "<img src=x onerror=alert(1)>",
            "<img title='",
            "javascript:alert(1)",
            "data:text/html,",
            " onclick=a",
            "style=b",
        ),
        *(
            "# ",
            "- ",
            "> ",
            "[",
            "](",
            ")",
            "*",
            "_",
            "|",
            "|-|\n",
            "[^a]",
            "[^a]: ",
            "```\n",
            "\\",
            "&lt;",
            "&#60;",
            "a",
            "\x00",
        ),
        *("http://a.b", "www.a.b", "a@b.c", "![", "~~", "- [x] ", "    ", "\t", "\r\n", "\u2028", "é", "😀"),
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "items", "content", "meta", "level", "file", "url", "caption", "checked", "style"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KINDS = st.sampled_from(["paragraph", "header", "list", "checklist", "quote", "table", "image", "raw", "linkTool", "x"])
BLOCKS = st.fixed_dictionaries({"type": KINDS, "data": VALUES})


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_renders_as_safe_html(content_type: str, text: str) -> None:
    rendered = render(text, content_type=content_type)

    assert unsafe_parts(rendered) == []


@given(blocks=st.lists(BLOCKS, max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_blocks_render_as_safe_html(blocks: list[object]) -> None:
    rendered = render(json.dumps({"blocks": blocks}), content_type="block")

    assert unsafe_parts(rendered) == []


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_sanitizing_again_leaves_safe_html_safe(text: str) -> None:
    again = sanitize(sanitize(text))

    assert unsafe_parts(again) == []


@given(words=st.lists(st.text("abcdefghijklm", min_size=1), min_size=1))
@settings(max_examples=50, deadline=None)
def test_markdown_loses_no_word(words: list[str]) -> None:
    text = "\n\n".join(words)

    rendered = render_or_plain(text, content_type="markdown")

    assert [part.split("<")[0] for part in rendered.html.split("<p>")[1:]] == words
