"""Match deleted lines with the inserted lines that replaced them."""

from collections.abc import Sequence

from rapidfuzz.distance import Indel

from versioning.text.compare.anchors import anchored_runs
from versioning.text.compare.budget import Budget
from versioning.text.compare.sequences import Gap, gaps_between
from versioning.text.compare.words import words_of

# Two lines match if they share at least this fraction of their words, in order.
MIN_SIMILARITY = 0.5
# Comparing two lines costs this many cells, besides those of their words.
CELLS_PER_PAIR = 2048
# With more candidates than this, lines that differ in whitespace only are matched first, at this cost for each line.
MANY_CANDIDATES = 4096
CELLS_PER_LINE = 4096

Pairs = list[tuple[int, int]]


def similar_pairs(*, base: Sequence[str], head: Sequence[str], budget: Budget) -> Pairs:
    """Return pairs of offsets of matching lines, both increasing, with the greatest total similarity.

    If the budget is too small to find them, lines are paired by position if both sides have equally many lines, and
    not at all otherwise.
    """
    if len(base) * len(head) <= MANY_CANDIDATES:
        return _pairs_within(base=base, head=head, gap=Gap(0, len(base), 0, len(head)), budget=budget)
    if not budget.spend((len(base) + len(head)) * CELLS_PER_LINE):
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
    character_pairs = sum(map(len, base_part)) * sum(map(len, head_part))
    if budget.spend(gap.base_size * gap.head_size * CELLS_PER_PAIR + character_pairs // 8):
        pairs = _best_alignment(_similarities(base=base_part, head=head_part))
    elif gap.base_size == gap.head_size:
        pairs = [(index, index) for index in range(gap.base_size)]
    else:
        pairs = []
    return [(gap.base_start + left, gap.head_start + right) for left, right in pairs]


def _similarities(*, base: Sequence[str], head: Sequence[str]) -> list[list[float]]:
    """Return the similarity of each base line to each head line: 0 if it is below MIN_SIMILARITY."""
    numbers: dict[str, int] = {}
    base_words = [_words_as_characters(line=line, numbers=numbers) for line in base]
    head_words = [_words_as_characters(line=line, numbers=numbers) for line in head]
    return [
        [
            Indel.normalized_similarity(left, right, score_cutoff=MIN_SIMILARITY) if left and right else 0.0
            for right in head_words
        ]
        for left in base_words
    ]


def _words_as_characters(*, line: str, numbers: dict[str, int]) -> str:
    """Return a string with one character for each word."""
    # Rapidfuzz compares strings several times faster than lists. The modulus is the size of Unicode: two words that
    # share a character only make lines seem more similar than they are.
    return "".join([chr(numbers.setdefault(word, len(numbers)) % 0x110000) for word in words_of(line)])


def _best_alignment(similarities: list[list[float]]) -> Pairs:
    """Return the pairs in order with the greatest total similarity: Needleman-Wunsch without gap costs."""
    width = len(similarities[0])
    best = [[0.0] * (width + 1)]
    for row in similarities:
        above, here = best[-1], [0.0]
        for column, score in enumerate(row):
            paired = above[column] + score if score else 0.0
            here.append(max(paired, above[column + 1], here[column]))
        best.append(here)
    pairs: Pairs = []
    left, right = len(similarities), width
    # Trace the path back from the corner. A step without a pair is preferred if it loses nothing.
    while left and right:
        if best[left][right] == best[left - 1][right]:
            left -= 1
        elif best[left][right] == best[left][right - 1]:
            right -= 1
        else:
            left, right = left - 1, right - 1
            pairs.append((left, right))
    return pairs[::-1]
