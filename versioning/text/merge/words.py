"""Merge conflicting lines by words, as a suggestion that a person has to confirm."""

from versioning.text.compare.budget import Budget
from versioning.text.compare.words import changed_gaps, compare_words
from versioning.text.merge.three_way import merge_regions, merge_values


def merge_words(*, base: str, theirs: str, mine: str, budget: Budget) -> str | None:
    """Return the text with the changed words of both sides, or None if both changed the same or adjacent words.

    Also return None if a side shares few words with the base, or if the budget is too small.
    """
    their_changes = compare_words(base=base, head=theirs, budget=budget)
    my_changes = None if their_changes is None else compare_words(base=base, head=mine, budget=budget)
    if their_changes is None or my_changes is None:
        return None
    merged = []
    for region in merge_regions(
        theirs=list(changed_gaps(their_changes)), mine=list(changed_gaps(my_changes)), base_size=len(base)
    ):
        text = merge_values(base=base[region.base], theirs=theirs[region.theirs], mine=mine[region.mine])
        if text is None:
            return None
        merged.append(text)
    return "".join(merged)
