"""The longest runs that two sequences of tokens share, as far as a budget goes."""

from collections.abc import Container, Iterable, Sequence

from rapidfuzz.distance import Editops, LCSseq, Levenshtein

from versioning.text.compare.budget import Budget
from versioning.text.compare.sequences import Run

WORD_BITS = 64
# The matrix of a longest common subsequence holds a bit for each cell, in whole machine words: at most 32 MB.
MATRIX_CELLS = 1 << 28
# Longer sequences are compared along a band of their matrix, which finds no more edits than this.
BAND_EDITS = 512


def longest_runs(*, base: Sequence[int], head: Sequence[int], among: Container[int], budget: Budget) -> list[Run]:
    """The runs of a longest common subsequence of the tokens in `among`; none if the budget is too small.

    Of sequences too long for that, the runs of a shortest edit script, if they differ in few places.
    """
    rows, columns = sum(token in among for token in base), sum(token in among for token in head)
    if not rows or not columns:
        return []
    cells = (rows // WORD_BITS + 1) * (columns // WORD_BITS + 1) * WORD_BITS**2
    is_banded = cells > MATRIX_CELLS
    if not budget.grants((rows + columns) * BAND_EDITS if is_banded else cells):
        return []
    base_places, head_places = _places(tokens=base, among=among), _places(tokens=head, among=among)
    base_tokens, head_tokens = [base[place] for place in base_places], [head[place] for place in head_places]
    if is_banded:
        blocks = _banded_blocks(base=base_tokens, head=head_tokens, budget=budget)
    else:
        blocks = _blocks(LCSseq.editops(base_tokens, head_tokens))
    return _joined(
        (base_places[base_at + step], head_places[head_at + step])
        for base_at, head_at, size in blocks
        for step in range(size)
    )


def _places(*, tokens: Sequence[int], among: Container[int]) -> Sequence[int]:
    if all(token in among for token in tokens):
        return range(len(tokens))
    return [place for place, token in enumerate(tokens) if token in among]


def _banded_blocks(*, base: list[int], head: list[int], budget: Budget) -> list[tuple[int, int, int]]:
    distance = Levenshtein.distance(base, head, score_cutoff=BAND_EDITS)
    if distance > BAND_EDITS:
        budget.exceeded = True
        return []
    return _blocks(Levenshtein.editops(base, head, score_hint=distance))


def _blocks(edits: Editops) -> list[tuple[int, int, int]]:
    return [(block.a, block.b, block.size) for block in edits.as_matching_blocks()]


def _joined(matched: Iterable[tuple[int, int]]) -> list[Run]:
    """Runs of the pairs of places that follow each other on both sides."""
    runs: list[Run] = []
    for base, head in matched:
        last = runs[-1] if runs else None
        if last and base == last.base + last.size and head == last.head + last.size:
            runs[-1] = Run(last.base, last.head, last.size + 1)
        else:
            runs.append(Run(base, head, 1))
    return runs
