"""What two sides made of one base, cut into parts in which each side either changed something or did not."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge as in_order
from operator import itemgetter
from typing import NamedTuple, TypeVar

from versioning.text.compare.sequences import Gap

Value = TypeVar("Value")
ABSENT = ""


class Part(NamedTuple):
    """The same part of the base and of what either side made of it."""

    base: slice
    theirs: slice
    mine: slice


def agreed(*, base: Value, theirs: Value, mine: Value) -> Value | None:
    """The value that both sides can live with; None where each changed it in its own way.

    A change that one side alone made wins; a change that both made alike is one. No value may be None itself.
    """
    if theirs in (mine, base):
        return mine
    return theirs if mine == base else None


def agreed_members(
    *, base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The members of a JSON object, each by itself, and the names of those that both sides changed differently.

    A value is a text, and never ABSENT: that is what a side has of a member that it lacks.
    """
    merged, conflicts = {}, []
    for name in dict.fromkeys((*mine, *theirs, *base)):
        value = agreed(base=base.get(name, ABSENT), theirs=theirs.get(name, ABSENT), mine=mine.get(name, ABSENT))
        if value is None:
            conflicts.append(name)
        elif value != ABSENT:
            merged[name] = value
    return merged, conflicts


def parts(*, theirs: Sequence[Gap], mine: Sequence[Gap], base_size: int) -> Iterator[Part]:
    """The base from its beginning to its end, unchanged parts and changed ones in turn.

    `theirs` and `mine` are what either side changed of the base, in order. Changes that overlap or touch share a part,
    as they share a conflict in git: nothing unchanged stands between them that would say which of them comes first.
    """
    at = their_shift = my_shift = 0
    for their_gaps, my_gaps in _touching(theirs=theirs, mine=mine):
        gaps = (*their_gaps, *my_gaps)
        start, end = min(gap.base_start for gap in gaps), max(gap.base_end for gap in gaps)
        yield _part(base=(at, start), theirs=(their_shift, their_shift), mine=(my_shift, my_shift))
        shifts = (_shift_after(their_gaps, before=their_shift), _shift_after(my_gaps, before=my_shift))
        yield _part(base=(start, end), theirs=(their_shift, shifts[0]), mine=(my_shift, shifts[1]))
        at, (their_shift, my_shift) = end, shifts
    yield _part(base=(at, base_size), theirs=(their_shift, their_shift), mine=(my_shift, my_shift))


def _touching(*, theirs: Sequence[Gap], mine: Sequence[Gap]) -> Iterator[tuple[list[Gap], list[Gap]]]:
    groups: tuple[list[Gap], list[Gap]] = ([], [])
    end = -1
    for gap, group in in_order(((gap, 0) for gap in theirs), ((gap, 1) for gap in mine), key=itemgetter(0)):
        if gap.base_start > end and any(groups):
            yield groups
            groups = ([], [])
        groups[group].append(gap)
        end = max(end, gap.base_end)
    if any(groups):
        yield groups


def _shift_after(gaps: list[Gap], *, before: int) -> int:
    """How much farther on the side stands than the base, behind these changes of it."""
    return gaps[-1].head_end - gaps[-1].base_end if gaps else before


def _part(*, base: tuple[int, int], theirs: tuple[int, int], mine: tuple[int, int]) -> Part:
    """`theirs` and `mine` are the shifts at both ends."""
    start, end = base
    return Part(slice(start, end), slice(start + theirs[0], end + theirs[1]), slice(start + mine[0], end + mine[1]))
