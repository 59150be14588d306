"""Count the words of a text, and how many of them a change added and removed."""

from dataclasses import dataclass

from versioning.text.compare.diff import compare
from versioning.text.compare.sequences import shared_length
from versioning.text.compare.words import count_words

# Characters that are compared at once.
BLOCK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSize:
    """Counts of words. `words` counts the whole new text, so the old one had `words - added + removed`."""

    words: int
    added: int
    removed: int


def measure_change(*, base: str, head: str, base_words: int | None = None) -> ChangeSize:
    """Return how many words the head has, and how many were added to and removed from the base.

    Time and memory have the bounds of `compare`. If the caller passes `base_words`, the head's words are derived from
    it instead of counted.
    """
    if not base:
        words = count_words(head)
        return ChangeSize(words=words, added=words, removed=0)
    # A save changes a few lines of a long text, so most of it need not be split into lines at all.
    base_part, head_part = _without_equal_ends(base, head)
    statistics = compare(base=base_part, head=head_part, context=0, limit_lines=0).statistics
    added, removed = statistics.words_added, statistics.words_removed
    words = count_words(head) if base_words is None else base_words + added - removed
    return ChangeSize(words=words, added=added, removed=removed)


def _without_equal_ends(base: str, head: str) -> tuple[str, str]:
    """Return both texts without their common first and last lines, which have no changed words."""
    start = base.rfind("\n", 0, shared_length(base, head, limit=min(len(base), len(head)))) + 1
    base, head = base[start:], head[start:]
    suffix_length = _shared_end(base, head)
    end = base.find("\n", len(base) - suffix_length) + 1
    size = len(base) - end if end else 0
    return base[: len(base) - size], head[: len(head) - size]


def _shared_end(base: str, head: str) -> int:
    """Return the number of equal characters at the ends of both texts."""
    limit, size = min(len(base), len(head)), 0
    # Block by block, because to reverse long texts takes longer than to compare them.
    while size + BLOCK <= limit and _block(base, size, BLOCK) == _block(head, size, BLOCK):
        size += BLOCK
    left = min(BLOCK, limit - size)
    return size + shared_length(_block(base, size, left)[::-1], _block(head, size, left)[::-1], limit=left)


def _block(text: str, size: int, length: int) -> str:
    """Return so many characters before the last `size` ones."""
    end = len(text) - size
    return text[end - length : end]
