"""Split names and descriptions of files into the words by which they are found."""

from versioning.text.compare.words import WORD
from versioning.text.search.folding import fold_text

# Bounds on what is kept of one file, and on the work of one search.
MOST_WORDS, LONGEST_WORD = 60, 60
# No UTF-8 has this byte, so it comes after every word with a prefix.
_LAST = b"\xff"


def name_words(text: str, *, most: int = MOST_WORDS) -> list[bytes]:
    """Return the different words of the text, folded, in order.

    They are bytes, which both databases sort alike, so that an index finds the words with a prefix.
    """
    words = WORD.findall(fold_text(text).replace("_", " "))
    return list(dict.fromkeys(word[:LONGEST_WORD].encode(errors="ignore") for word in words))[:most]


def words_with(prefix: bytes) -> tuple[bytes, bytes]:
    """Return the bounds between which all words with the prefix are: from the first one on, and before the second."""
    return prefix, prefix + _LAST
