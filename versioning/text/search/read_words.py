"""How many words a reader gets to read, whatever signs or tags the text is written with."""

import re
from html import unescape

from versioning.text.compare.words import count_words

_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>|<!--.*?-->""", re.IGNORECASE | re.DOTALL)
# Tags that may stand within a word; every other one ends it.
_WITHIN_WORDS = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp")
    + ("small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr")
)


def count_read_words(html: str) -> int:
    """The words of rendered HTML, as `render` gives it; what a word is, `count_words` says."""
    return count_words(unescape(_TAG.sub(_gap, html)))


def _gap(tag: re.Match[str]) -> str:
    return "" if (tag[2] or "").lower() in _WITHIN_WORDS else " "
