"""Lines that were taken from one place and put in another, as they were."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from versioning.text.compare.comparison import Comparison, Line, LineKind
from versioning.text.compare.words import WORD

Key = tuple[str, bool]


class Moves(NamedTuple):
    """Line numbers of the base and where those lines stand in the head, and the same the other way round."""

    to: dict[int, int]
    back: dict[int, int]


def find_moves(comparison: Comparison) -> Moves:
    """The blocks that were removed at one place and added, line for line the same, at another.

    A block has at least two lines, one of them with a word, and begins where nothing else in the comparison looks like
    it, so that no other move is as likely. Only lines that the comparison shows are looked at.
    """
    base, head = _removed(comparison), _added(comparison)
    moves = Moves({}, {})
    for left, right in _seeds(base=base, head=head):
        if left not in moves.to and right not in moves.back:
            _take(base=base, head=head, seed=(left, right), moves=moves)
    return moves


def _removed(comparison: Comparison) -> dict[int, Key]:
    lines = _whole_lines(comparison, kind="delete")
    return {line.base_number: (line.text, line.newline) for line in lines if line.base_number is not None}


def _added(comparison: Comparison) -> dict[int, Key]:
    lines = _whole_lines(comparison, kind="insert")
    return {line.head_number: (line.text, line.newline) for line in lines if line.head_number is not None}


def _whole_lines(comparison: Comparison, *, kind: LineKind) -> Iterator[Line]:
    """Those without a counterpart: a line with words turned into another one where it stood."""
    return (line for hunk in comparison.hunks for line in hunk.lines if line.kind == kind and line.words is None)


def _seeds(*, base: dict[int, Key], head: dict[int, Key]) -> Iterator[tuple[int, int]]:
    """Places of two lines in a row that are the only such two on either side."""
    places, others = _unique_pairs(base), _unique_pairs(head)
    return ((place, others[pair]) for pair, place in places.items() if pair in others)


def _unique_pairs(lines: dict[int, Key]) -> dict[tuple[Key, Key], int]:
    pairs = {number: (line, lines[number + 1]) for number, line in lines.items() if number + 1 in lines}
    seen = Counter(pairs.values())
    return {pair: number for number, pair in pairs.items() if seen[pair] == 1 and _is_telling(pair)}


def _is_telling(lines: Iterable[Key]) -> bool:
    return any(WORD.search(text) for text, _ in lines)


def _take(*, base: dict[int, Key], head: dict[int, Key], seed: tuple[int, int], moves: Moves) -> None:
    """Keep the block that the seed lies in, as far as it goes on being the same in both directions."""
    for step, first in ((-1, -1), (1, 0)):
        left, right = seed[0] + first, seed[1] + first
        while left in base and base[left] == head.get(right) and left not in moves.to and right not in moves.back:
            moves.to[left], moves.back[right] = right, left
            left, right = left + step, right + step
