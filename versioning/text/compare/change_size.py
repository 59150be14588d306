"""How large a text is, and how much of it changed, in words."""

from dataclasses import dataclass

from versioning.text.compare.diff import compare
from versioning.text.compare.sequences import shared_length
from versioning.text.compare.words import count_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSize:
    """`words` are those of the whole text; `words` less `added` plus `removed` are those of the one before."""

    words: int
    added: int
    removed: int


def change_size(*, base: str, head: str, base_words: int | None = None) -> ChangeSize:
    """What a comparison of the two says in words; within its bounds of time and memory, however large they are.

    Who knows how many words the base has, gives them: the head's are then not counted one by one.
    """
    if not base:
        words = count_words(head)
        return ChangeSize(words=words, added=words, removed=0)
    base_part, head_part = _without_equal_ends(base, head)
    statistics = compare(base=base_part, head=head_part, context=0, limit_lines=0).statistics
    added, removed = statistics.words_added, statistics.words_removed
    words = count_words(head) if base_words is None else base_words + added - removed
    return ChangeSize(words=words, added=added, removed=removed)


def _without_equal_ends(base: str, head: str) -> tuple[str, str]:
    """Both without the lines that they begin and end with alike, of which a comparison makes nothing either."""
    start = base.rfind("\n", 0, shared_length(base, head, most=min(len(base), len(head)))) + 1
    base, head = base[start:], head[start:]
    alike = shared_length(base[::-1], head[::-1], most=min(len(base), len(head)))
    end = base.find("\n", len(base) - alike) + 1
    size = len(base) - end if end else 0
    return base[: len(base) - size], head[: len(head) - size]
