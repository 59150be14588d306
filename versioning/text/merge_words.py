"""Merging what two sides made of the same lines by their words: a proposal, for a person to look at."""

from collections.abc import Iterator

from versioning.text.budget import Budget
from versioning.text.sequences import Gap
from versioning.text.three_way import agreed, parts
from versioning.text.words import WordChanges, WordSegment, compare_words


def merge_words(*, base: str, theirs: str, mine: str, budget: Budget) -> str | None:
    """The text with the words that either side changed; None where both changed the same or neighbouring words.

    None too where a side shares few words with the base, or the budget does not allow for looking.
    """
    their_changes = compare_words(base=base, head=theirs, budget=budget)
    my_changes = None if their_changes is None else compare_words(base=base, head=mine, budget=budget)
    if their_changes is None or my_changes is None:
        return None
    merged = []
    for part in parts(theirs=list(_gaps(their_changes)), mine=list(_gaps(my_changes)), base_size=len(base)):
        text = agreed(base=base[part.base], theirs=theirs[part.theirs], mine=mine[part.mine])
        if text is None:
            return None
        merged.append(text)
    return "".join(merged)


def _gaps(changes: WordChanges) -> Iterator[Gap]:
    """The changes as offsets of characters. What both sides have alike places them: it is the same on both."""
    deleted, inserted = _changed(changes.base), _changed(changes.head)
    base = head = at = 0
    for place in sorted({*deleted, *inserted}):
        base, head = base + place - at, head + place - at
        gap = Gap(base, base + deleted.get(place, 0), head, head + inserted.get(place, 0))
        yield gap
        base, head, at = gap.base_end, gap.head_end, place


def _changed(segments: tuple[WordSegment, ...]) -> dict[int, int]:
    """How many characters changed behind so many equal ones."""
    changed: dict[int, int] = {}
    equal = 0
    for segment in segments:
        if segment.kind == "equal":
            equal += len(segment.text)
        else:
            changed[equal] = len(segment.text)
    return changed
