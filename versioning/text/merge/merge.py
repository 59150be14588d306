"""Merge texts three-way by lines, as diff3 does. For conflicting lines, suggest a merge by words."""

from collections.abc import Sequence
from dataclasses import dataclass

from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.hunks import first_line
from versioning.text.compare.lines import LineChanges, compare_lines, line_count, split_lines
from versioning.text.compare.sequences import Gap
from versioning.text.merge.three_way import MergeRegion, merge_regions, merge_values
from versioning.text.merge.words import merge_words


@dataclass(frozen=True, slots=True)
class LineRange:
    """Consecutive lines of one text, with their newlines.

    `start` is the 1-based number of the first line. For an empty range it is the line before, as in a hunk header.
    """

    start: int
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that both sides changed in different ways.

    `suggestion` contains the changed words of both sides, or is None if both changed the same words.
    """

    base: LineRange
    theirs: LineRange
    mine: LineRange
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged text as pieces in order: clean texts and conflicts.

    `coarse`: a comparison reached its bound, so conflicts may be larger than necessary.
    """

    pieces: tuple[str | Conflict, ...]
    coarse: bool = False

    @property
    def conflicts(self) -> list[Conflict]:
        return [piece for piece in self.pieces if isinstance(piece, Conflict)]

    @property
    def text(self) -> str | None:
        """The merged text, or None if there are conflicts."""
        clean = [piece for piece in self.pieces if isinstance(piece, str)]
        return "".join(clean) if len(clean) == len(self.pieces) else None


def merge(*, base: str, theirs: str, mine: str) -> Merge:
    """Merge both sides' changes of the base, in time and memory bounded by the sizes of the texts.

    A change that only one side made is taken. A change that both sides made is taken once. Different changes that
    overlap or touch are a conflict, as in git. The same texts always give the same merge, and exchanging the sides
    does not change a clean merge. No line of either side is lost, not even in a coarse merge: it is in the merged text
    or in a conflict, unless this side left it unchanged and the other side removed it.
    """
    whole = merge_values(base=base, theirs=theirs, mine=mine)
    if whole is not None:
        return Merge(pieces=(whole,) if whole else ())
    return _Merger(base=base, theirs=theirs, mine=mine).merged()


def whole_conflict(*, base: str, theirs: str, mine: str) -> Merge:
    """Return the whole texts as one conflict, for texts that cannot be merged by lines."""
    conflict = Conflict(base=_all_lines(base), theirs=_all_lines(theirs), mine=_all_lines(mine))
    return Merge(pieces=(conflict,))


class _Merger:
    """The state of one merge: the three texts as lines, and the budget for comparing words."""

    def __init__(self, *, base: str, theirs: str, mine: str) -> None:
        self._base, self._theirs, self._mine = split_lines(base), split_lines(theirs), split_lines(mine)
        self._budget = Budget(WORD_CELLS)

    def merged(self) -> Merge:
        theirs = compare_lines(base=self._base, head=self._theirs)
        mine = compare_lines(base=self._base, head=self._mine)
        pieces: list[str | Conflict] = []
        clean: list[str] = []
        for region in merge_regions(theirs=_gaps(theirs), mine=_gaps(mine), base_size=len(self._base)):
            lines = merge_values(
                base=self._base[region.base], theirs=self._theirs[region.theirs], mine=self._mine[region.mine]
            )
            if lines is None:
                pieces += ["".join(clean), self._conflict(region)]
                clean = []
            else:
                clean += lines
        pieces.append("".join(clean))
        return Merge(
            pieces=tuple(piece for piece in pieces if piece),
            coarse=theirs.coarse or mine.coarse or self._budget.exceeded,
        )

    def _conflict(self, region: MergeRegion) -> Conflict:
        base, theirs, mine = (
            _line_range(lines, region=within)
            for lines, within in zip((self._base, self._theirs, self._mine), region, strict=True)
        )
        suggestion = merge_words(base=base.text, theirs=theirs.text, mine=mine.text, budget=self._budget)
        return Conflict(base=base, theirs=theirs, mine=mine, suggestion=suggestion)


def _gaps(changes: LineChanges) -> list[Gap]:
    return [Gap(*edit[:4]) for edit in changes.edits]


def _all_lines(text: str) -> LineRange:
    """Return the range of all lines, without a list of them: there may be millions."""
    count = line_count(text)
    return LineRange(start=first_line(start=0, count=count), count=count, text=text)


def _line_range(lines: Sequence[str], region: slice = slice(None)) -> LineRange:
    inside = lines[region]
    return LineRange(
        start=first_line(start=region.start or 0, count=len(inside)), count=len(inside), text="".join(inside)
    )
