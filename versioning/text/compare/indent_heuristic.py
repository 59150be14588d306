"""Sliding: where a block could stand in several places, put it where a reader would.

Inserting a paragraph between two others gives the same text whether the blank line before it or the one
after it is called new. As git's indent heuristic does, prefer blocks that begin after a blank line, at a
shallow indent.
"""

from collections.abc import Sequence

from versioning.text.compare.sequences import Gap

FARTHEST = 100
NOT_AFTER_BLANK = 8
BEFORE_BLANK = 12


def settled(*, gaps: Sequence[Gap], base: Sequence[str], head: Sequence[str]) -> list[Gap]:
    """The same gaps, one-sided ones slid to their best place; they stay apart and in order."""
    settled_gaps: list[Gap] = []
    for index, gap in enumerate(gaps):
        following = gaps[index + 1] if index + 1 < len(gaps) else None
        previous = settled_gaps[-1] if settled_gaps else None
        if gap.is_two_sided:
            shift = 0
        elif gap.base_start == gap.base_end:
            floor = previous.head_end + 1 if previous else 0
            ceiling = following.head_start - 1 if following else len(head)
            shift = _best_shift(lines=head, block=(gap.head_start, gap.head_end), floor=floor, ceiling=ceiling)
        else:
            floor = previous.base_end + 1 if previous else 0
            ceiling = following.base_start - 1 if following else len(base)
            shift = _best_shift(lines=base, block=(gap.base_start, gap.base_end), floor=floor, ceiling=ceiling)
        settled_gaps.append(Gap(*(offset + shift for offset in gap)) if shift else gap)
    return settled_gaps


def _best_shift(*, lines: Sequence[str], block: tuple[int, int], floor: int, ceiling: int) -> int:
    start, end = block
    highest = lowest = 0
    farthest_up, farthest_down = min(FARTHEST, start - floor), min(FARTHEST, ceiling - end)
    while highest < farthest_up and lines[start - highest - 1] == lines[end - highest - 1]:
        highest += 1
    while lowest < farthest_down and lines[start + lowest] == lines[end + lowest]:
        lowest += 1
    if not highest and not lowest:
        return 0
    shifts = range(lowest, -highest - 1, -1)
    return min(shifts, key=lambda shift: sum(_cost(lines=lines, cut=cut + shift) for cut in block))


def _cost(*, lines: Sequence[str], cut: int) -> int:
    """How badly a text reads when it is cut before this line; the edges of the text are the best places."""
    if cut in (0, len(lines)):
        return 0
    line = lines[cut].expandtabs()
    if line.isspace():
        return BEFORE_BLANK if lines[cut - 1].isspace() else BEFORE_BLANK + NOT_AFTER_BLANK
    indent = len(line) - len(line.lstrip())
    return indent if lines[cut - 1].isspace() else indent + NOT_AFTER_BLANK
