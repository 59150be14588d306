"""Count the words that a reader sees, without marks and tags."""

import re
from html import unescape

from versioning.text.compare.words import count_words

_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>|<!--.*?-->""", re.IGNORECASE | re.DOTALL)
# Tags of these elements can be inside a word. All others separate words.
_WITHIN_WORDS = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp")
    + ("small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr")
)


def count_read_words(html: str) -> int:
    """Return the number of words in HTML from `render`, counted as `count_words` does."""
    return count_words(unescape(_TAG.sub(_gap, html)))


def _gap(tag: re.Match[str]) -> str:
    return "" if (tag[2] or "").lower() in _WITHIN_WORDS else " "
