"""Align two sides with their common base: the steps of diff3 that do not depend on the type of the sequence.

See Khanna, Kunal and Pierce, "A formal investigation of diff3" (2007).
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge as in_order
from operator import itemgetter
from typing import NamedTuple, TypeVar

from versioning.text.compare.sequences import Gap

Value = TypeVar("Value")
# The value of a member that a side lacks. JSON text is never empty, so it equals no member's value.
ABSENT = ""


class MergeRegion(NamedTuple):
    """The matching slices of the base and of both sides."""

    base: slice
    theirs: slice
    mine: slice


def merge_values(*, base: Value, theirs: Value, mine: Value) -> Value | None:
    """Return the merged value, or None if both sides changed it in different ways.

    A change by only one side is taken, and a change that both sides made is taken once. No value may be None itself.
    """
    if theirs in (mine, base):
        return mine
    return theirs if mine == base else None


def merge_members(
    *, base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Merge each member of a JSON object separately. Return the merged members and the names of those in conflict.

    Values are canonical JSON, so none equals ABSENT.
    """
    merged, conflicts = {}, []
    for name in dict.fromkeys((*mine, *theirs, *base)):
        value = merge_values(base=base.get(name, ABSENT), theirs=theirs.get(name, ABSENT), mine=mine.get(name, ABSENT))
        if value is None:
            conflicts.append(name)
        elif value != ABSENT:
            merged[name] = value
    return merged, conflicts


def merge_regions(*, theirs: Sequence[Gap], mine: Sequence[Gap], base_size: int) -> Iterator[MergeRegion]:
    """Yield alternately unchanged and changed regions, from the start of the base to its end.

    `theirs` and `mine` are the changes of each side in order. Changes that overlap or touch share a region, as in git:
    no unchanged token between them determines their order.
    """
    # A shift is the difference between an offset of a side and the matching offset of the base.
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
    """Yield groups of changes (theirs, mine) that overlap or touch."""
    groups: tuple[list[Gap], list[Gap]] = ([], [])
    end = -1
    # Both lists are sorted, so one pass over their merge finds all groups.
    for gap, group in in_order(((gap, 0) for gap in theirs), ((gap, 1) for gap in mine), key=itemgetter(0)):
        if gap.base_start > end and any(groups):
            yield groups
            groups = ([], [])
        groups[group].append(gap)
        end = max(end, gap.base_end)
    if any(groups):
        yield groups


def _shift_after(gaps: list[Gap], *, before: int) -> int:
    """Return the shift of a side after these changes."""
    return gaps[-1].head_end - gaps[-1].base_end if gaps else before


def _part(*, base: tuple[int, int], theirs: tuple[int, int], mine: tuple[int, int]) -> MergeRegion:
    # `theirs` and `mine` are the shifts of each side at the start and the end of the region.
    start, end = base
    return MergeRegion(
        slice(start, end), slice(start + theirs[0], end + theirs[1]), slice(start + mine[0], end + mine[1])
    )
