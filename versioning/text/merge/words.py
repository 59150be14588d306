"""Merging what two sides made of the same lines by their words: a proposal, for a person to look at."""

from versioning.text.compare.budget import Budget
from versioning.text.compare.words import changed_gaps, compare_words
from versioning.text.merge.three_way import agreed, parts


def merge_words(*, base: str, theirs: str, mine: str, budget: Budget) -> str | None:
    """The text with the words that either side changed; None where both changed the same or neighbouring words.

    None too where a side shares few words with the base, or the budget does not allow for looking.
    """
    their_changes = compare_words(base=base, head=theirs, budget=budget)
    my_changes = None if their_changes is None else compare_words(base=base, head=mine, budget=budget)
    if their_changes is None or my_changes is None:
        return None
    merged = []
    for part in parts(
        theirs=list(changed_gaps(their_changes)), mine=list(changed_gaps(my_changes)), base_size=len(base)
    ):
        text = agreed(base=base[part.base], theirs=theirs[part.theirs], mine=mine[part.mine])
        if text is None:
            return None
        merged.append(text)
    return "".join(merged)
