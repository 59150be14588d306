"""Text as it was typed, for what cannot be laid out in bounded time."""

import re
from html import escape

MOST_CHARACTERS = 250_000
# Each of these can make a parser look ahead through the rest of its paragraph; ordinary texts have few in a row.
MOST_MARKS = {"[": 20_000, "`": 40_000, "*": 60_000, "_": 60_000, "<": 20_000, "!": 60_000, "~": 20_000}
MOST_IN_A_BLOCK = 3_000
MOST_NESTED = 200
QUOTES = re.compile(r"^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){40,}", re.MULTILINE)
OPENING = re.compile(r"<[a-zA-Z]")
CLOSING = re.compile(r"</")
BLANK_LINE = re.compile(r"\n[ \t]*\n")


def render_plain(text: str) -> str:
    """Every character escaped."""
    return f'<pre class="plain-text">{escape(text)}</pre>'


def is_too_costly(text: str, *, content_type: str) -> bool:
    """Whether laying the text out could take seconds; told from sizes and counts alone, never from a clock."""
    if len(text) > MOST_CHARACTERS:
        return True
    if content_type == "wysiwyg":
        return len(OPENING.findall(text)) - len(CLOSING.findall(text)) > 10 * MOST_NESTED
    if content_type != "markdown":
        return False
    if any(text.count(mark) > most for mark, most in MOST_MARKS.items()) or QUOTES.search(text):
        return True
    return any(_is_dense(block) for block in BLANK_LINE.split(text))


def _is_dense(block: str) -> bool:
    """One paragraph with thousands of marks: no prose, and inline parsing is worse than linear in them."""
    return sum(block.count(mark) for mark in MOST_MARKS) > MOST_IN_A_BLOCK and len(block) < 40 * MOST_IN_A_BLOCK
