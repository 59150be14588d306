"""Split texts into lines, and find the lines that changed between two texts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import count
from typing import NamedTuple

from versioning.text.compare.anchors import anchored_runs
from versioning.text.compare.budget import Budget
from versioning.text.compare.indent_heuristic import apply_indent_heuristic
from versioning.text.compare.line_matching import similar_pairs
from versioning.text.compare.longest import longest_runs
from versioning.text.compare.sequences import Gap, Run, edge_runs, gaps_between, largest_runs
from versioning.text.compare.words import WORD

# About 0.3 and 0.2 seconds of work: a cell takes about 0.2 ns.
LINE_CELLS = 3 << 29
PAIR_CELLS = 1 << 30
# The fixed cost of a gap of any size: it takes the time of this many cells.
CELLS_PER_GAP = 100_000
# Texts with more separate changes than this are compared by their anchors alone.
MAX_ANCHORS = 40_000


class Edit(NamedTuple):
    """Base lines that head lines replace. Offsets are 0-based, ends are exclusive.

    Each of `pairs` is a base line and the head line that replaced it.
    """

    base_start: int
    base_end: int
    head_start: int
    head_end: int
    pairs: tuple[tuple[int, int], ...]


class LineChanges(NamedTuple):
    """Edits that turn base into head, in order. `coarse` if a bound prevented the search for smaller edits."""

    edits: list[Edit]
    coarse: bool


def split_lines(text: str) -> list[str]:
    r"""Return the lines with their newlines. Only "\n" ends a line, as in git, and the last line may lack it."""
    lines = text.splitlines(keepends=True)
    # `str.splitlines` is three times as fast, but knows more line ends. Its result counts only if the text has none.
    if len(lines) == line_count(text):
        return lines
    return list(StringIO(text, newline="\n"))


def line_count(text: str) -> int:
    """Return the number of lines that `split_lines` returns."""
    return text.count("\n") + (text[-1:] not in ("", "\n"))


def without_newline(line: str) -> tuple[str, bool]:
    """Return the text of a line, and whether it ended with a newline."""
    return (line[:-1], True) if line.endswith("\n") else (line, False)


def compare_lines(*, base: Sequence[str], head: Sequence[str]) -> LineChanges:
    """Return the edits between two texts given as lines. The same texts always have the same edits."""
    matcher = _Matcher(base=base, head=head)
    runs, pairs = matcher.matches()
    gaps = list(gaps_between(runs=runs, within=Gap(0, len(base), 0, len(head))))
    edits = _with_pairs(gaps=apply_indent_heuristic(gaps=gaps, base=base, head=head), pairs=pairs)
    return LineChanges(edits=edits, coarse=matcher.was_cut_short)


def _with_pairs(*, gaps: Iterable[Gap], pairs: Sequence[tuple[int, int]]) -> list[Edit]:
    edits, taken = [], 0
    for gap in gaps:
        first = taken
        while taken < len(pairs) and pairs[taken][0] < gap.base_end:
            taken += 1
        edits.append(Edit(*gap, pairs=tuple(pairs[first:taken])))
    return edits


class _Matcher:
    """Match equal lines and pairs in order of certainty: anchors, lines with words, pairs, other lines."""

    def __init__(self, *, base: Sequence[str], head: Sequence[str]) -> None:
        self._base, self._head = base, head
        # Integers compare faster than strings. `__next__` numbers each line when it first occurs.
        numbers: dict[str, int] = defaultdict(count().__next__)
        self._base_ids = list(map(numbers.__getitem__, base))
        self._head_ids = list(map(numbers.__getitem__, head))
        self._lines = list(numbers)
        self._line_budget = Budget(LINE_CELLS)
        self._pair_budget = Budget(PAIR_CELLS)
        self._pairs: list[tuple[int, int]] = []

    @property
    def was_cut_short(self) -> bool:
        return self._line_budget.exceeded or self._pair_budget.exceeded

    def matches(self) -> tuple[list[Run], list[tuple[int, int]]]:
        """Return ordered runs of equal lines, and ordered pairs of similar lines between the runs."""
        whole = Gap(0, len(self._base), 0, len(self._head))
        runs = anchored_runs(base=self._base_ids, head=self._head_ids)
        if len(runs) > MAX_ANCHORS:
            return largest_runs(runs=runs, limit=MAX_ANCHORS, budget=self._line_budget), []
        for gap in list(gaps_between(runs=runs, within=whole)):
            # One line on each side, the most frequent case: they can only be a pair.
            if gap.base_size == gap.head_size == 1:
                self._add(offsets=[(gap.base_start, gap.head_start)], runs=runs)
            elif gap.is_two_sided and self._line_budget.spend(CELLS_PER_GAP):
                runs += self._runs_in(gap)
        return sorted(runs), self._pairs

    def _add(self, *, offsets: list[tuple[int, int]], runs: list[Run]) -> None:
        """Add each pair of lines to the pairs, or to the runs if the lines are equal."""
        for left, right in offsets:
            if self._base_ids[left] == self._head_ids[right]:
                runs.append(Run(left, right, 1))
            else:
                self._pairs.append((left, right))

    def _runs_in(self, gap: Gap) -> list[Run]:
        # Blank lines and braces are matched last, or they would separate lines that belong together.
        word_runs = self._word_runs(gap)
        runs = list(word_runs)
        for part in gaps_between(runs=word_runs, within=gap):
            if not part.is_two_sided or not self._line_budget.spend(CELLS_PER_GAP):
                continue
            edges = self._edges(part)
            runs += edges
            for middle in gaps_between(runs=edges, within=part):
                if middle.is_two_sided:
                    runs += self._runs_around_pairs(middle)
        return runs

    def _word_runs(self, gap: Gap) -> list[Run]:
        """Return the runs of equal lines that contain a word."""
        base, head = self._ids_in(gap)
        shared = set(base).intersection(head)
        with_words = {number for number in shared if WORD.search(self._lines[number])}
        runs = longest_runs(base=base, head=head, among=with_words, budget=self._line_budget)
        return [run.shifted(gap) for run in runs]

    def _runs_around_pairs(self, gap: Gap) -> list[Run]:
        pairs = similar_pairs(
            base=self._base[gap.base_start : gap.base_end],
            head=self._head[gap.head_start : gap.head_end],
            budget=self._pair_budget,
        )
        offsets = [(gap.base_start + left, gap.head_start + right) for left, right in pairs]
        runs: list[Run] = []
        self._add(offsets=offsets, runs=runs)
        for part in gaps_between(runs=[Run(left, right, 1) for left, right in offsets], within=gap):
            if part.is_two_sided:
                runs += self._longest(part)
        return runs

    def _edges(self, gap: Gap) -> list[Run]:
        base, head = self._ids_in(gap)
        return [run.shifted(gap) for run in edge_runs(base=base, head=head)]

    def _longest(self, gap: Gap) -> list[Run]:
        base, head = self._ids_in(gap)
        shared = set(base).intersection(head)
        runs = longest_runs(base=base, head=head, among=shared, budget=self._line_budget)
        return [run.shifted(gap) for run in runs]

    def _ids_in(self, gap: Gap) -> tuple[list[int], list[int]]:
        return self._base_ids[gap.base_start : gap.base_end], self._head_ids[gap.head_start : gap.head_end]
