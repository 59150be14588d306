import logging

import pytest
from markdown_it import MarkdownIt

from versioning.text.render.dialects.extensions import ADMONITIONS
from versioning.text.render.render import (
    MAX_CHARACTERS,
    RENDERER_VERSION,
    Rendered,
    RenderError,
    render,
    render_or_plain,
)


@pytest.mark.parametrize(
    ("content_type", "text", "html"),
    [
        ("markdown", "A *fork*", "<p>A <em>fork</em></p>\n"),
        ("wysiwyg", "<p>A <em>fork</em></p>", "<p>A <em>fork</em></p>"),
        (
            "block",
            '{"blocks": [{"type": "paragraph", "data": {"text": "A <i>fork</i>"}}]}',
            "<p>A <i>fork</i></p>\n",
        ),
    ],
)
def test_renders_each_content_type(content_type: str, text: str, html: str) -> None:
    rendered = render(text, content_type=content_type)

    assert rendered == html


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_renders_as_nothing(content_type: str, text: str) -> None:
    rendered = render(text, content_type=content_type)

    assert rendered.strip() == ""


def test_refuses_an_unknown_content_type() -> None:
    with pytest.raises(RenderError, match="there is no content type 'rtf'"):
        render("x", content_type="rtf")


def test_renders_the_same_html_each_time() -> None:
    text = "# A\n\n# A\n\n- [x] b[^1]\n\n[^1]: c\n\n```python\nd = 1\n```\n"

    first, second = render(text, content_type="markdown"), render(text, content_type="markdown")

    assert first == second


def test_the_version_of_the_renderer_is_a_positive_number() -> None:
    assert RENDERER_VERSION > 0


def test_says_nothing_of_plain_text_when_the_text_was_rendered() -> None:
    rendered = render_or_plain("A", content_type="markdown")

    assert rendered == Rendered(html="<p>A</p>\n", plain_because="")


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
def test_shows_a_text_past_the_limit_as_it_is(content_type: str) -> None:
    text = "<b>" + "a" * MAX_CHARACTERS[content_type]

    rendered = render_or_plain(text, content_type=content_type)

    assert rendered.html == f'<pre class="plain-text">\n&lt;b&gt;{text[3:]}</pre>'
    assert rendered.plain_because == f"the text has more than {MAX_CHARACTERS[content_type]} characters."


@pytest.mark.parametrize("text", ["::: a\n> ::: a\n> ", ":::a\n> \n> :::a\n> b\n> "])
def test_a_text_may_end_with_an_empty_line_of_a_quote(text: str) -> None:
    rendered = render_or_plain(text, content_type="markdown", extensions=frozenset({ADMONITIONS}))

    assert rendered.plain_because == ""
    assert "<blockquote>" in rendered.html


def test_shows_a_text_that_a_parser_fails_at_as_it_is_and_logs_the_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nothing: dict[str, str] = {}
    monkeypatch.setattr(MarkdownIt, "render", lambda *_: nothing["missing"])

    rendered = render_or_plain("A <b>", content_type="markdown")

    assert rendered.html == '<pre class="plain-text">\nA &lt;b&gt;</pre>'
    assert rendered.plain_because == "something went wrong on our side."
    assert [(record.levelno, record.exc_info is not None) for record in caplog.records] == [(logging.ERROR, True)]


def test_shows_a_text_that_is_no_block_document_as_it_is() -> None:
    rendered = render_or_plain("<script>1</script>", content_type="block")

    assert rendered.html == '<pre class="plain-text">\n&lt;script&gt;1&lt;/script&gt;</pre>'
    assert rendered.plain_because.startswith("the text is not a block document: ")


def test_keeps_a_leading_blank_line_of_a_plain_text() -> None:
    rendered = render("\n{", content_type="block")

    assert rendered == '<pre class="plain-text">\n\n{</pre>'


@pytest.mark.parametrize("content_type", ["markdown", "wysiwyg", "block"])
@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\ufeff", "\x0b\x0c\x85\u2028", "\U0010ffff", '{"blocks": 1}'])
def test_renders_odd_characters_as_text_that_utf_8_can_hold(content_type: str, text: str) -> None:
    rendered = render(text, content_type=content_type)

    assert rendered.encode().decode() == rendered
