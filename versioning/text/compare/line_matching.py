"""Pairs: which of the deleted and inserted lines are two versions of one line."""

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from versioning.text.compare.anchors import anchored_runs
from versioning.text.compare.budget import Budget
from versioning.text.compare.sequences import Gap, gaps_between
from versioning.text.compare.words import WORD

# Two lines are versions of one line when they share this part of their words, in order.
ALIKE = 0.5
# Comparing two lines costs this many cells, besides those of their words.
CELLS_PER_PAIR = 2048
# Past this many candidates, lines that differ in whitespace alone are paired first, at this cost a line.
MANY_CANDIDATES = 4096
CELLS_PER_LINE = 4096

Pairs = list[tuple[int, int]]


def similar_pairs(*, base: Sequence[str], head: Sequence[str], budget: Budget) -> Pairs:
    """Offsets of lines that are versions of each other, both increasing: the alignment most alike in all.

    Where the budget does not allow for finding it: the lines in their order when both sides have equally
    many, else none.
    """
    if len(base) * len(head) <= MANY_CANDIDATES:
        return _pairs_within(base=base, head=head, gap=Gap(0, len(base), 0, len(head)), budget=budget)
    if not budget.grants((len(base) + len(head)) * CELLS_PER_LINE):
        return []
    keys: dict[str, int] = {}
    base_keys = [keys.setdefault("".join(line.split()), len(keys)) for line in base]
    head_keys = [keys.setdefault("".join(line.split()), len(keys)) for line in head]
    runs = anchored_runs(base=base_keys, head=head_keys)
    pairs = [(run.base + step, run.head + step) for run in runs for step in range(run.size)]
    for gap in gaps_between(runs=runs, within=Gap(0, len(base), 0, len(head))):
        pairs += _pairs_within(base=base, head=head, gap=gap, budget=budget)
    return sorted(pairs)


def _pairs_within(*, base: Sequence[str], head: Sequence[str], gap: Gap, budget: Budget) -> Pairs:
    if not gap.is_two_sided:
        return []
    base_part, head_part = base[gap.base_start : gap.base_end], head[gap.head_start : gap.head_end]
    letters = sum(map(len, base_part)) * sum(map(len, head_part))
    if budget.grants(gap.base_size * gap.head_size * CELLS_PER_PAIR + letters // 8):
        pairs = _most_alike(_likeness(base=base_part, head=head_part))
    elif gap.base_size == gap.head_size:
        pairs = [(place, place) for place in range(gap.base_size)]
    else:
        pairs = []
    return [(gap.base_start + left, gap.head_start + right) for left, right in pairs]


def _likeness(*, base: Sequence[str], head: Sequence[str]) -> list[list[float]]:
    """For each base line, its likeness to each head line: 0 when below `ALIKE`."""
    numbers: dict[str, int] = {}
    base_words = [_words_as_letters(line=line, numbers=numbers) for line in base]
    head_words = [_words_as_letters(line=line, numbers=numbers) for line in head]
    return [
        [
            Indel.normalized_similarity(left, right, score_cutoff=ALIKE) if left and right else 0.0
            for right in head_words
        ]
        for left in base_words
    ]


def _words_as_letters(*, line: str, numbers: dict[str, int]) -> str:
    """One character for each word: rapidfuzz compares strings several times faster than lists."""
    return "".join([chr(numbers.setdefault(word, len(numbers)) % 0x110000) for word in WORD.findall(line)])


def _most_alike(likeness: list[list[float]]) -> Pairs:
    """The order-preserving pairs with the greatest sum of likeness (Needleman-Wunsch without gap costs)."""
    width = len(likeness[0])
    best = [[0.0] * (width + 1)]
    for row in likeness:
        above, here = best[-1], [0.0]
        for column, score in enumerate(row):
            paired = above[column] + score if score else 0.0
            here.append(max(paired, above[column + 1], here[column]))
        best.append(here)
    pairs: Pairs = []
    left, right = len(likeness), width
    while left and right:
        if best[left][right] == best[left - 1][right]:
            left -= 1
        elif best[left][right] == best[left][right - 1]:
            right -= 1
        else:
            left, right = left - 1, right - 1
            pairs.append((left, right))
    return pairs[::-1]
