"""What a Markdown text calls itself."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt

# Found one by one: most texts have their heading in the first line.
_LINES = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}#[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_PARAGRAPH = re.compile(r" {0,3}\S.*")
_SPACE = " \t"
# In characters, with its marks. No title is nearly as long, and marks of hostile texts are slow to read.
LONGEST_HEADING = 2000
_inline = MarkdownIt("commonmark")


def first_heading(text: str) -> str:
    """The text of the first heading of the first level (`# …`, or a line underlined with `===`), without its markup.

    Empty where there is none. What stands in a fenced code block is no heading.
    """
    fence = previous = ""
    for found in _LINES.finditer(text.removeprefix("\ufeff")):
        line = found[1]
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif (heading := _heading_in(line, previous=previous)) and (title := _plain(heading[:LONGEST_HEADING])):
            return title
        previous = line
    return ""


def _heading_in(line: str, *, previous: str) -> str:
    if atx := _ATX.fullmatch(line):
        return _without_closing(atx[1].strip(_SPACE))
    return previous if _UNDERLINE.fullmatch(line) and _PARAGRAPH.fullmatch(previous) else ""


def _without_closing(content: str) -> str:
    """Without the `##` that may end a heading, where whitespace stands before it."""
    bare = content.rstrip("#")
    return content if bare and bare[-1] not in _SPACE else bare.rstrip(_SPACE)


@lru_cache(maxsize=1024)
def _plain(markup: str) -> str:
    """Inline Markdown without its marks: `[The *guide*](url)` is `The guide`."""
    tokens = _inline.parseInline(markup.strip())[0].children or []
    return "".join(token.content for token in tokens if token.type != "html_inline").strip()
