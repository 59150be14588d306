"""Find blocks of lines that were moved without a change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from versioning.text.compare.comparison import Comparison, DiffLine, LineKind
from versioning.text.compare.words import WORD

Key = tuple[str, bool]


class Moves(NamedTuple):
    """Moved lines. `to_head` maps line numbers of the base to those of the head, and `to_base` is its inverse."""

    to_head: dict[int, int]
    to_base: dict[int, int]


def find_moves(comparison: Comparison) -> Moves:
    """Return the blocks that were removed in one place and added, line for line the same, in another.

    A block has at least two lines, one of them with a word. Two of its consecutive lines must occur only once on each
    side, so that no other move is as likely. Only lines in the comparison's hunks are considered.
    """
    base, head = _removed(comparison), _added(comparison)
    moves = Moves({}, {})
    for left, right in _seeds(base=base, head=head):
        if left not in moves.to_head and right not in moves.to_base:
            _take(base=base, head=head, seed=(left, right), moves=moves)
    return moves


def _removed(comparison: Comparison) -> dict[int, Key]:
    lines = _whole_lines(comparison, kind="delete")
    return {line.base_number: (line.text, line.newline) for line in lines if line.base_number is not None}


def _added(comparison: Comparison) -> dict[int, Key]:
    lines = _whole_lines(comparison, kind="insert")
    return {line.head_number: (line.text, line.newline) for line in lines if line.head_number is not None}


def _whole_lines(comparison: Comparison, *, kind: LineKind) -> Iterator[DiffLine]:
    # A line with `words` was changed in place, so it did not move.
    return (line for hunk in comparison.hunks for line in hunk.lines if line.kind == kind and line.words is None)


def _seeds(*, base: dict[int, Key], head: dict[int, Key]) -> Iterator[tuple[int, int]]:
    """Yield the line numbers of two consecutive lines that occur together only once on each side."""
    base_pairs, head_pairs = _unique_pairs(base), _unique_pairs(head)
    return ((number, head_pairs[pair]) for pair, number in base_pairs.items() if pair in head_pairs)


def _unique_pairs(lines: dict[int, Key]) -> dict[tuple[Key, Key], int]:
    pairs = {number: (line, lines[number + 1]) for number, line in lines.items() if number + 1 in lines}
    counts = Counter(pairs.values())
    return {pair: number for number, pair in pairs.items() if counts[pair] == 1 and _has_word(pair)}


def _has_word(lines: Iterable[Key]) -> bool:
    return any(WORD.search(text) for text, _ in lines)


def _take(*, base: dict[int, Key], head: dict[int, Key], seed: tuple[int, int], moves: Moves) -> None:
    """Add the block around the seed, extended in both directions as long as the lines are equal."""
    for step, first in ((-1, -1), (1, 0)):
        left, right = seed[0] + first, seed[1] + first
        while (
            left in base and base[left] == head.get(right) and left not in moves.to_head and right not in moves.to_base
        ):
            moves.to_head[left], moves.to_base[right] = right, left
            left, right = left + step, right + step
