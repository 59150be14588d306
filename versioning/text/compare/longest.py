"""Find a longest common subsequence of two sequences of tokens, within a budget."""

from collections.abc import Container, Iterable, Sequence

from rapidfuzz.distance import Editops, LCSseq, Levenshtein

from versioning.text.compare.budget import Budget
from versioning.text.compare.sequences import Run

WORD_BITS = 64
# Rapidfuzz computes a longest common subsequence bit-parallel (Hyyrö 2004). Its matrix has one bit for each cell, in
# whole machine words: at most 32 MB.
MATRIX_CELLS = 1 << 28
# Longer sequences are compared along a band of their matrix (Ukkonen 1985), which finds no more edits than this.
BAND_EDITS = 512


def longest_runs(*, base: Sequence[int], head: Sequence[int], among: Container[int], budget: Budget) -> list[Run]:
    """Return the runs of a longest common subsequence of the tokens in `among`, or none if the budget is too small.

    Sequences that are too long for that get the runs of a shortest edit script, if it has at most BAND_EDITS edits.
    """
    rows, columns = sum(token in among for token in base), sum(token in among for token in head)
    if not rows or not columns:
        return []
    cells = (rows // WORD_BITS + 1) * (columns // WORD_BITS + 1) * WORD_BITS**2
    is_banded = cells > MATRIX_CELLS
    if not budget.spend((rows + columns) * BAND_EDITS if is_banded else cells):
        return []
    base_offsets, head_offsets = _offsets(tokens=base, among=among), _offsets(tokens=head, among=among)
    base_tokens, head_tokens = [base[offset] for offset in base_offsets], [head[offset] for offset in head_offsets]
    if is_banded:
        blocks = _banded_blocks(base=base_tokens, head=head_tokens, budget=budget)
    else:
        blocks = _blocks(LCSseq.editops(base_tokens, head_tokens))
    return _joined(
        (base_offsets[base_at + step], head_offsets[head_at + step])
        for base_at, head_at, size in blocks
        for step in range(size)
    )


def _offsets(*, tokens: Sequence[int], among: Container[int]) -> Sequence[int]:
    if all(token in among for token in tokens):
        return range(len(tokens))
    return [offset for offset, token in enumerate(tokens) if token in among]


def _banded_blocks(*, base: list[int], head: list[int], budget: Budget) -> list[tuple[int, int, int]]:
    # The distance is cheap with a cutoff, and tells the second call how wide its band has to be.
    distance = Levenshtein.distance(base, head, score_cutoff=BAND_EDITS)
    if distance > BAND_EDITS:
        budget.exceeded = True
        return []
    return _blocks(Levenshtein.editops(base, head, score_hint=distance))


def _blocks(edits: Editops) -> list[tuple[int, int, int]]:
    return [(block.a, block.b, block.size) for block in edits.as_matching_blocks()]


def _joined(matched: Iterable[tuple[int, int]]) -> list[Run]:
    """Join pairs of offsets that are consecutive on both sides into runs."""
    runs: list[Run] = []
    for base, head in matched:
        last = runs[-1] if runs else None
        if last and base == last.base + last.size and head == last.head + last.size:
            runs[-1] = Run(last.base, last.head, last.size + 1)
        else:
            runs.append(Run(base, head, 1))
    return runs
