"""Find the title of a Markdown text."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt

from versioning.text.front_matter.split import split_front_matter

# A line that may be a heading, the underline of one, or a fence, after the line break before it.
_MARKED_LINE = re.compile(r"[\r\n]( {0,3}(?:#[ \t]|=|`{3}|~{3})[^\r\n]*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}#[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_PARAGRAPH = re.compile(r" {0,3}\S.*")
_SPACE = " \t"
# In characters, with its markup. It bounds the time for hostile texts, and no real title is as long.
MAX_HEADING = 2000
_inline = MarkdownIt("commonmark")


def first_heading(text: str) -> str:
    """Return the text of the first level 1 heading (`# …`, or underlined with `===`) without its markup.

    Return an empty string if there is none. Front matter and fenced code blocks are skipped.
    """
    # A search instead of a parser, because imports read the title of every text of a history.
    fence, searched = "", f"\n{split_front_matter(text).body}"
    for match in _MARKED_LINE.finditer(searched):
        line = match[1]
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif (heading := _heading_in(line, previous=_line_before(searched, match.start()))) and (
            title := _plain(heading[:MAX_HEADING])
        ):
            return title
    return ""


def _line_before(text: str, end: int) -> str:
    """Return the line that ends at the position of a line break, or before the `\r` of a `\r\n`."""
    end -= text[end] == "\n" and text[end - 1 : end] == "\r"
    return text[max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1 : end]


def _heading_in(line: str, *, previous: str) -> str:
    if atx := _ATX.fullmatch(line):
        return _without_closing(atx[1].strip(_SPACE))
    return previous if _UNDERLINE.fullmatch(line) and _PARAGRAPH.fullmatch(previous) else ""


def _without_closing(content: str) -> str:
    """Return the heading without a closing sequence of `#`, which needs whitespace before it (CommonMark 4.2)."""
    bare = content.rstrip("#")
    return content if bare and bare[-1] not in _SPACE else bare.rstrip(_SPACE)


@lru_cache(maxsize=1024)
def _plain(markup: str) -> str:
    """Return the text of inline Markdown: `[The *guide*](url)` becomes `The guide`."""
    tokens = _inline.parseInline(markup.strip())[0].children or []
    return "".join(token.content for token in tokens if token.type != "html_inline").strip()
