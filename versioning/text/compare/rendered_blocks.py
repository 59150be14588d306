"""Safe HTML as a reader sees it: blocks below each other, and the text in them.

What `sanitise` wrote is well-formed and has no "<" or ">" but those of its tags, so tags are found by them alone.
"""

import re
from collections.abc import Iterator
from html import unescape

TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_IDS = re.compile(r' (?:id|name)="[^"]*"')
_VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
# Words run on through these; any other tag stands between words.
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)


def split_blocks(html: str) -> list[str]:
    """The outermost blocks in order; text that stands between them is a block of its own. None is blank."""
    return [block for block in _blocks(html) if block.strip()]


def _blocks(html: str) -> Iterator[str]:
    block: list[str] = []
    depth = 0
    for place, piece in enumerate(TAG.split(html)):
        block.append(piece)
        name = _name(piece) if place % 2 else None
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


def said_by(piece: str) -> str:
    """What a piece of `TAG.split` says to a reader: its text, or the gap between words that a tag makes."""
    if not piece.startswith("<"):
        return unescape(piece)
    return "" if _name(piece) in _INLINE else "\n"


def text_of(html: str) -> str:
    return "".join(map(said_by, TAG.split(html)))


def without_ids(html: str) -> str:
    """The same HTML with nothing in it that can be linked to: for what is shown beside its successor."""
    return TAG.sub(lambda tag: _IDS.sub("", tag[0]), html)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""
