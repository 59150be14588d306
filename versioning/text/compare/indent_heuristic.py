"""Move an inserted or deleted block to the position that a reader expects.

If a paragraph is inserted between two others, the new blank line may be the one before it or the one after it: both
edits give the same text. As in git's indent heuristic (`diff.indentHeuristic`), blocks that begin after a blank line
and at a shallow indent are preferred.
"""

from collections.abc import Sequence

from versioning.text.compare.sequences import Gap

# Lines. Git looks equally far (`MAX_SLIDING`).
MAX_SHIFT = 100
# Penalties, in columns of indent.
NOT_AFTER_BLANK = 8
BEFORE_BLANK = 12


def apply_indent_heuristic(*, gaps: Sequence[Gap], base: Sequence[str], head: Sequence[str]) -> list[Gap]:
    """Return the gaps with each one-sided gap moved to its best position. Gaps stay separate and in order."""
    placed: list[Gap] = []
    for index, gap in enumerate(gaps):
        following = gaps[index + 1] if index + 1 < len(gaps) else None
        previous = placed[-1] if placed else None
        # A replacement has one position only. Between two gaps at least one line stays equal.
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
        placed.append(Gap(*(offset + shift for offset in gap)) if shift else gap)
    return placed


def _best_shift(*, lines: Sequence[str], block: tuple[int, int], floor: int, ceiling: int) -> int:
    start, end = block
    highest = lowest = 0
    max_up, max_down = min(MAX_SHIFT, start - floor), min(MAX_SHIFT, ceiling - end)
    # A block may move up by one line if the line before it equals its own last line, and down likewise.
    while highest < max_up and lines[start - highest - 1] == lines[end - highest - 1]:
        highest += 1
    while lowest < max_down and lines[start + lowest] == lines[end + lowest]:
        lowest += 1
    if not highest and not lowest:
        return 0
    # Downwards first: `min` keeps the first of equal costs, and git prefers the lowest position too.
    shifts = range(lowest, -highest - 1, -1)
    return min(shifts, key=lambda shift: sum(_cost(lines=lines, cut=cut + shift) for cut in block))


def _cost(*, lines: Sequence[str], cut: int) -> int:
    """Return the cost of a block boundary before this line. The edges of the text cost nothing."""
    if cut in (0, len(lines)):
        return 0
    line = lines[cut].expandtabs()
    if line.isspace():
        return BEFORE_BLANK if lines[cut - 1].isspace() else BEFORE_BLANK + NOT_AFTER_BLANK
    indent = len(line) - len(line.lstrip())
    return indent if lines[cut - 1].isspace() else indent + NOT_AFTER_BLANK
