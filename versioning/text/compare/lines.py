"""Lines: how a text is cut into them, and which of them changed between two texts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import count
from typing import NamedTuple

from versioning.text.compare.anchors import anchored_runs
from versioning.text.compare.budget import Budget
from versioning.text.compare.indent_heuristic import settled
from versioning.text.compare.line_matching import similar_pairs
from versioning.text.compare.longest import longest_runs
from versioning.text.compare.sequences import Gap, Run, edge_runs, gaps_between, largest_runs
from versioning.text.compare.words import WORD

LINE_CELLS = 3 << 29
PAIR_CELLS = 1 << 30
# Looking into a gap costs as much time as this many cells, however small it is.
CELLS_PER_GAP = 100_000
# Texts with more separate changes than about this many are not looked into any further.
MOST_ANCHORS = 40_000


class Edit(NamedTuple):
    """Base lines that head lines replace (offsets, ends excluded).

    `pairs` are a base and a head line each that are versions of one line."""

    base_start: int
    base_end: int
    head_start: int
    head_end: int
    pairs: tuple[tuple[int, int], ...]


class LineChanges(NamedTuple):
    """Edits that turn base into head, in order; `coarse` when a bound kept smaller ones from being found."""

    edits: list[Edit]
    coarse: bool


def split_lines(text: str) -> list[str]:
    r"""Lines with their newline; only "\n" ends a line, as in git, and the last line may lack it."""
    lines = text.splitlines(keepends=True)
    # Where nothing else ends a line, this is three times as fast.
    if len(lines) == text.count("\n") + (text[-1:] not in ("", "\n")):
        return lines
    return list(StringIO(text, newline="\n"))


def without_newline(line: str) -> tuple[str, bool]:
    """The text of a line, and whether a newline ended it."""
    return (line[:-1], True) if line.endswith("\n") else (line, False)


def compare_lines(*, base: Sequence[str], head: Sequence[str]) -> LineChanges:
    """The edits between two texts given as lines, the same for the same texts at all times."""
    matcher = _Matcher(base=base, head=head)
    runs, pairs = matcher.matches()
    gaps = list(gaps_between(runs=runs, within=Gap(0, len(base), 0, len(head))))
    edits = _with_pairs(gaps=settled(gaps=gaps, base=base, head=head), pairs=pairs)
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
    """Finds equal lines and pairs, the surest first: anchors, lines with words, pairs, the rest."""

    def __init__(self, *, base: Sequence[str], head: Sequence[str]) -> None:
        self._base, self._head = base, head
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
        """Ordered runs of equal lines, and ordered pairs of similar lines between the runs."""
        whole = Gap(0, len(self._base), 0, len(self._head))
        runs = anchored_runs(base=self._base_ids, head=self._head_ids)
        if len(runs) > MOST_ANCHORS:
            return largest_runs(runs=runs, most=MOST_ANCHORS, budget=self._line_budget), []
        for gap in list(gaps_between(runs=runs, within=whole)):
            if gap.base_size == gap.head_size == 1:
                self._add(places=[(gap.base_start, gap.head_start)], runs=runs)
            elif gap.is_two_sided and self._line_budget.grants(CELLS_PER_GAP):
                runs += self._runs_in(gap)
        return sorted(runs), self._pairs

    def _add(self, *, places: list[tuple[int, int]], runs: list[Run]) -> None:
        """Keep pairs, or runs where lines paired by their place alone turn out to be equal."""
        for left, right in places:
            if self._base_ids[left] == self._head_ids[right]:
                runs.append(Run(left, right, 1))
            else:
                self._pairs.append((left, right))

    def _runs_in(self, gap: Gap) -> list[Run]:
        """Blank lines and braces are matched last, or they would part lines that belong together."""
        telling = self._telling_runs(gap)
        runs = list(telling)
        for part in gaps_between(runs=telling, within=gap):
            if not part.is_two_sided or not self._line_budget.grants(CELLS_PER_GAP):
                continue
            edges = self._edges(part)
            runs += edges
            for middle in gaps_between(runs=edges, within=part):
                if middle.is_two_sided:
                    runs += self._runs_around_pairs(middle)
        return runs

    def _telling_runs(self, gap: Gap) -> list[Run]:
        """Equal lines that hold a word."""
        base, head = self._ids_in(gap)
        shared = set(base).intersection(head)
        telling = {number for number in shared if WORD.search(self._lines[number])}
        runs = longest_runs(base=base, head=head, among=telling, budget=self._line_budget)
        return [run.shifted(gap) for run in runs]

    def _runs_around_pairs(self, gap: Gap) -> list[Run]:
        pairs = similar_pairs(
            base=self._base[gap.base_start : gap.base_end],
            head=self._head[gap.head_start : gap.head_end],
            budget=self._pair_budget,
        )
        places = [(gap.base_start + left, gap.head_start + right) for left, right in pairs]
        runs: list[Run] = []
        self._add(places=places, runs=runs)
        for part in gaps_between(runs=[Run(left, right, 1) for left, right in places], within=gap):
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
