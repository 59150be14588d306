"""Three-way merge of texts: by lines, with a proposal by words where both sides changed the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.compare.hunks import first_line
from versioning.text.compare.lines import LineChanges, compare_lines, split_lines
from versioning.text.compare.sequences import Gap
from versioning.text.merge.three_way import Part, agreed, parts
from versioning.text.merge.words import merge_words


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Consecutive lines of one text, newlines included.

    `start` is the 1-based number of the first one or, where there is none, of the line before, as in a hunk header.
    """

    start: int
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that both sides changed, each in its own way.

    `suggestion` has the words of both, where they changed different ones; None where there is no such text.
    """

    base: Excerpt
    theirs: Excerpt
    mine: Excerpt
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged text in pieces: what is clean, and the conflicts in their places.

    `coarse`: a comparison was cut short to stay within its bound; the conflicts may be larger than need be.
    """

    pieces: tuple[str | Conflict, ...]
    coarse: bool = False

    @property
    def conflicts(self) -> list[Conflict]:
        return [piece for piece in self.pieces if isinstance(piece, Conflict)]

    @property
    def text(self) -> str | None:
        """The merged text; None where there are conflicts."""
        clean = [piece for piece in self.pieces if isinstance(piece, str)]
        return "".join(clean) if len(clean) == len(self.pieces) else None


def merge(*, base: str, theirs: str, mine: str) -> Merge:
    """Both sides' changes of the base, in time and memory bounded by the sizes of the texts.

    Lines that one side alone changed are as that side has them; a change that both made alike is made once. Changes
    that overlap or touch are a conflict, as in git. The same texts always merge alike, and clean merges are the same
    with the sides exchanged. However coarse, no line of either side goes unseen: it stands in the text or in a
    conflict, unless the other side removed it and this one left it as it was.
    """
    whole = agreed(base=base, theirs=theirs, mine=mine)
    if whole is not None:
        return Merge(pieces=(whole,) if whole else ())
    return _Merger(base=base, theirs=theirs, mine=mine).merged()


def whole_conflict(*, base: str, theirs: str, mine: str) -> Merge:
    """The texts as one conflict: what is said of texts that are not merged line by line."""
    conflict = Conflict(
        base=_excerpt(split_lines(base)), theirs=_excerpt(split_lines(theirs)), mine=_excerpt(split_lines(mine))
    )
    return Merge(pieces=(conflict,))


class _Merger:
    """Holds the three texts while they are merged."""

    def __init__(self, *, base: str, theirs: str, mine: str) -> None:
        self._base, self._theirs, self._mine = split_lines(base), split_lines(theirs), split_lines(mine)
        self._budget = Budget(WORD_CELLS)

    def merged(self) -> Merge:
        theirs = compare_lines(base=self._base, head=self._theirs)
        mine = compare_lines(base=self._base, head=self._mine)
        pieces: list[str | Conflict] = []
        clean: list[str] = []
        for part in parts(theirs=_gaps(theirs), mine=_gaps(mine), base_size=len(self._base)):
            lines = agreed(base=self._base[part.base], theirs=self._theirs[part.theirs], mine=self._mine[part.mine])
            if lines is None:
                pieces += ["".join(clean), self._conflict(part)]
                clean = []
            else:
                clean += lines
        pieces.append("".join(clean))
        return Merge(
            pieces=tuple(piece for piece in pieces if piece),
            coarse=theirs.coarse or mine.coarse or self._budget.exceeded,
        )

    def _conflict(self, part: Part) -> Conflict:
        base, theirs, mine = (
            _excerpt(lines, part=within)
            for lines, within in zip((self._base, self._theirs, self._mine), part, strict=True)
        )
        suggestion = merge_words(base=base.text, theirs=theirs.text, mine=mine.text, budget=self._budget)
        return Conflict(base=base, theirs=theirs, mine=mine, suggestion=suggestion)


def _gaps(changes: LineChanges) -> list[Gap]:
    return [Gap(*edit[:4]) for edit in changes.edits]


def _excerpt(lines: Sequence[str], part: slice = slice(None)) -> Excerpt:
    inside = lines[part]
    return Excerpt(start=first_line(start=part.start or 0, count=len(inside)), count=len(inside), text="".join(inside))
