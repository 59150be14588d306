"""Lay out a comparison for display: rows, groups of changes to step through, and folds of unchanged lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from versioning.text.compare.comparison import Comparison, DiffLine, Hunk
from versioning.text.compare.lines import split_lines, without_newline

SMALL_FOLD = 2
Arrangement = Callable[[list[DiffLine]], Iterator["LayoutRow"]]


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One row of the page: an unchanged line, a line in both versions, or a line that one side lacks.

    `begins` is True for the first row of a group of changes.
    """

    base: DiffLine | None
    head: DiffLine | None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines that are hidden. Starts are the 1-based numbers of the first hidden line on each side."""

    base_start: int
    head_start: int
    count: int


@dataclass(frozen=True, slots=True)
class LayoutSection:
    """The rows of a hunk and the fold before it, if any. If `is_opened`, the rows that a fold hid."""

    fold: Fold | None
    rows: tuple[LayoutRow, ...] = ()
    is_opened: bool = False


def inline_layout(*, comparison: Comparison, head_size: int) -> list[LayoutSection]:
    """Lay out one line for each row, removed lines before their replacements. `head_size` counts the head's lines."""
    return _sections(comparison, head_size=head_size, rows=_one_below_another)


def side_by_side_layout(*, comparison: Comparison, head_size: int) -> list[LayoutSection]:
    """Lay out the base's line beside the head's. `head_size` counts the head's lines.

    Two lines share a row if one replaced the other, or if they have the same position in a group of changes.
    """
    return _sections(comparison, head_size=head_size, rows=_side_by_side)


def open_fold(sections: list[LayoutSection], *, fold: Fold, head: str) -> list[LayoutSection]:
    """Return the sections with this fold opened. A fold that is not one of them changes nothing."""
    result: list[LayoutSection] = []
    for section in sections:
        if section.fold == fold:
            result.append(LayoutSection(None, tuple(unfold(fold, head=head)), is_opened=True))
            section = LayoutSection(None, section.rows)
        result.append(section)
    return result


def expand_small_folds(sections: list[LayoutSection], *, head: str) -> list[LayoutSection]:
    """Return the sections without folds that would save no space: those of SMALL_FOLD lines or fewer."""
    result: list[LayoutSection] = []
    for section in sections:
        if section.fold is not None and section.fold.count <= SMALL_FOLD:
            section = LayoutSection(None, (*unfold(section.fold, head=head), *section.rows))
        result.append(section)
    return result


def unfold(fold: Fold, *, head: str) -> list[LayoutRow]:
    """Return the rows that the fold hides. Their lines are the same on both sides, so the head's text is enough."""
    lines = []
    for step, line in enumerate(split_lines(head)[fold.head_start - 1 :][: fold.count]):
        text, newline = without_newline(line)
        numbers = (fold.base_start + step, fold.head_start + step)
        lines.append(DiffLine(kind="equal", text=text, base_number=numbers[0], head_number=numbers[1], newline=newline))
    return [LayoutRow(line, line) for line in lines]


def count_change_groups(comparison: Comparison) -> int:
    """Return the number of groups of consecutive changed lines in the comparison's hunks."""
    return sum(is_change for hunk in comparison.hunks for is_change, _ in _change_groups(hunk))


def _sections(comparison: Comparison, *, head_size: int, rows: Arrangement) -> list[LayoutSection]:
    sections: list[LayoutSection] = []
    base_next = head_next = 1
    for hunk in comparison.hunks:
        hunk_rows: list[LayoutRow] = []
        for is_change, lines in _change_groups(hunk):
            # An unchanged row holds one line twice, so that a reader can tell it by identity.
            arranged = list(rows(lines)) if is_change else [LayoutRow(line, line) for line in lines]
            if is_change:
                arranged[0] = LayoutRow(arranged[0].base, arranged[0].head, begins=True)
            hunk_rows += arranged
        hunk_head = _first(start=hunk.head_start, count=hunk.head_count)
        sections.append(LayoutSection(_fold(base=base_next, head=head_next, until=hunk_head), tuple(hunk_rows)))
        base_next = _first(start=hunk.base_start, count=hunk.base_count) + hunk.base_count
        head_next = hunk_head + hunk.head_count
    # What comes after the last hunk of a truncated comparison is not known to be unchanged.
    if not comparison.truncated:
        sections.append(LayoutSection(_fold(base=base_next, head=head_next, until=head_size + 1)))
    return [section for section in sections if section.fold or section.rows]


def _first(*, start: int, count: int) -> int:
    """Return the number of a hunk's first line, also for an empty side, which its header numbers one lower."""
    return start if count else start + 1


def _fold(*, base: int, head: int, until: int) -> Fold | None:
    return Fold(base, head, until - head) if until > head else None


def _change_groups(hunk: Hunk) -> Iterator[tuple[bool, list[DiffLine]]]:
    for is_change, lines in groupby(hunk.lines, key=lambda line: line.kind != "equal"):
        yield is_change, list(lines)


def _one_below_another(lines: list[DiffLine]) -> Iterator[LayoutRow]:
    for line in lines:
        yield LayoutRow(line, None) if line.kind == "delete" else LayoutRow(None, line)


def _side_by_side(lines: list[DiffLine]) -> Iterator[LayoutRow]:
    removed: list[DiffLine] = []
    added: list[DiffLine] = []
    for line in lines:
        if line.kind == "delete" and line.words is not None:
            yield from _zipped(removed, added)
            removed, added = [line], []
        elif line.kind == "insert" and line.words is not None:
            yield LayoutRow(removed[0] if removed else None, line)
            removed, added = [], []
        else:
            (removed if line.kind == "delete" else added).append(line)
    yield from _zipped(removed, added)


def _zipped(removed: list[DiffLine], added: list[DiffLine]) -> Iterator[LayoutRow]:
    for left, right in zip_longest(removed, added):
        yield LayoutRow(left, right)
