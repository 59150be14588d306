"""Split safe HTML into its outermost blocks, and extract their text.

The output of `sanitize` is well-formed and contains "<" and ">" only in tags, so regular expressions find all tags.
"""

import re
from collections.abc import Iterator
from html import unescape

TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_IDS = re.compile(r' (?:id|name)="[^"]*"')
_VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
# Inline elements: a word may continue across their tags. Any other tag separates words.
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)


def split_blocks(html: str) -> list[str]:
    """Return the outermost blocks in order. Text between blocks is a block too. Blank blocks are left out."""
    return [block for block in _blocks(html) if block.strip()]


def _blocks(html: str) -> Iterator[str]:
    block: list[str] = []
    depth = 0
    # The pattern has a group, so that every second piece is a tag.
    for index, piece in enumerate(TAG.split(html)):
        block.append(piece)
        name = _name(piece) if index % 2 else None
        if name is None or name in _VOID:
            continue
        depth += -1 if piece.startswith("</") else 1
        if name in _INLINE:
            continue
        if depth == 1 and not piece.startswith("</"):
            yield "".join(block[:-1])
            block = [piece]
        if depth == 0:
            yield "".join(block)
            block = []
    yield "".join(block)


def piece_text(piece: str) -> str:
    """Return the visible text of a piece of `TAG.split`. A tag that separates words is a newline."""
    if not piece.startswith("<"):
        return unescape(piece)
    return "" if _name(piece) in _INLINE else "\n"


def html_text(html: str) -> str:
    """Return the visible text of safe HTML, with a newline for each tag that separates words."""
    return "".join(map(piece_text, TAG.split(html)))


def without_ids(html: str) -> str:
    """Return the HTML without ids and names, so that it can be displayed beside a later version of itself."""
    return TAG.sub(lambda tag: _IDS.sub("", tag[0]), html)


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1] if match else ""
