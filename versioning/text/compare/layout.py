"""How a comparison is laid out for a reader: rows, changes that can be stepped through, and what is folded away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from versioning.text.compare.comparison import Comparison, Hunk, Line
from versioning.text.compare.lines import split_lines, without_newline

SMALL_FOLD = 2
Arrangement = Callable[[list[Line]], Iterator["Row"]]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of the page: the same line on both sides, or one that changed, or a side alone.

    `begins` a change: the row is its first one.
    """

    base: Line | None
    head: Line | None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines that are not shown; starts are the 1-based numbers of the first of them on either side."""

    base_start: int
    head_start: int
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a hunk and the fold before it, where something is hidden there; or what a fold hid."""

    fold: Fold | None
    rows: tuple[Row, ...] = ()
    is_opened: bool = False


def inline(*, comparison: Comparison, head_size: int) -> list[Part]:
    """One line a row, removed ones before what replaces them. `head_size` is the number of lines of the head."""
    return _laid_out(comparison, head_size=head_size, rows=_in_turn)


def side_by_side(*, comparison: Comparison, head_size: int) -> list[Part]:
    """The base's line and the head's in one row, where they are versions of one line or stand across each other."""
    return _laid_out(comparison, head_size=head_size, rows=_paired)


def opened(parts: list[Part], *, fold: Fold, head: str) -> list[Part]:
    """The same parts with this fold open, where it is one of them."""
    shown: list[Part] = []
    for part in parts:
        if part.fold == fold:
            shown.append(Part(None, tuple(unfold(fold, head=head)), is_opened=True))
            part = Part(None, part.rows)
        shown.append(part)
    return shown


def without_small_folds(parts: list[Part], *, head: str) -> list[Part]:
    """The same parts without folds that hide no more lines than their own would take."""
    shown: list[Part] = []
    for part in parts:
        if part.fold is not None and part.fold.count <= SMALL_FOLD:
            part = Part(None, (*unfold(part.fold, head=head), *part.rows))
        shown.append(part)
    return shown


def unfold(fold: Fold, *, head: str) -> list[Row]:
    """The lines that the fold hides, which are the same on both sides."""
    lines = []
    for step, line in enumerate(split_lines(head)[fold.head_start - 1 :][: fold.count]):
        text, newline = without_newline(line)
        numbers = (fold.base_start + step, fold.head_start + step)
        lines.append(Line(kind="equal", text=text, base_number=numbers[0], head_number=numbers[1], newline=newline))
    return [Row(line, line) for line in lines]


def count_changes(comparison: Comparison) -> int:
    """How many stretches of changed lines are shown."""
    return sum(is_change for hunk in comparison.hunks for is_change, _ in _stretches(hunk))


def _laid_out(comparison: Comparison, *, head_size: int, rows: Arrangement) -> list[Part]:
    parts: list[Part] = []
    base_next = head_next = 1
    for hunk in comparison.hunks:
        laid: list[Row] = []
        for is_change, lines in _stretches(hunk):
            arranged = list(rows(lines)) if is_change else [Row(line, line) for line in lines]
            if is_change:
                arranged[0] = Row(arranged[0].base, arranged[0].head, begins=True)
            laid += arranged
        hunk_head = _first(start=hunk.head_start, count=hunk.head_count)
        parts.append(Part(_fold(base=base_next, head=head_next, until=hunk_head), tuple(laid)))
        base_next = _first(start=hunk.base_start, count=hunk.base_count) + hunk.base_count
        head_next = hunk_head + hunk.head_count
    if not comparison.truncated:
        parts.append(Part(_fold(base=base_next, head=head_next, until=head_size + 1)))
    return [part for part in parts if part.fold or part.rows]


def _first(*, start: int, count: int) -> int:
    """The number of a hunk's first line, or of the one that would be it: headers name the line before an empty one."""
    return start if count else start + 1


def _fold(*, base: int, head: int, until: int) -> Fold | None:
    return Fold(base, head, until - head) if until > head else None


def _stretches(hunk: Hunk) -> Iterator[tuple[bool, list[Line]]]:
    for is_change, lines in groupby(hunk.lines, key=lambda line: line.kind != "equal"):
        yield is_change, list(lines)


def _in_turn(lines: list[Line]) -> Iterator[Row]:
    for line in lines:
        yield Row(line, None) if line.kind == "delete" else Row(None, line)


def _paired(lines: list[Line]) -> Iterator[Row]:
    removed: list[Line] = []
    added: list[Line] = []
    for line in lines:
        if line.kind == "delete" and line.words is not None:
            yield from _across(removed, added)
            removed, added = [line], []
        elif line.kind == "insert" and line.words is not None:
            yield Row(removed[0] if removed else None, line)
            removed, added = [], []
        else:
            (removed if line.kind == "delete" else added).append(line)
    yield from _across(removed, added)


def _across(removed: list[Line], added: list[Line]) -> Iterator[Row]:
    for left, right in zip_longest(removed, added):
        yield Row(left, right)
