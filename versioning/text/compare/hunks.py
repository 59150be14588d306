"""Group edits into hunks: edits near each other, with the unchanged lines around them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from versioning.text.compare.lines import Edit


class HunkSpan(NamedTuple):
    """The lines of one hunk and its edits. Offsets are 0-based, ends are exclusive."""

    base_start: int
    base_end: int
    head_start: int
    head_end: int
    edits: list[Edit]

    @property
    def size(self) -> int:
        """The number of lines in the hunk: equal, deleted and inserted."""
        inserted = sum(edit.head_end - edit.head_start for edit in self.edits)
        return self.base_end - self.base_start + inserted


def hunk_spans(*, edits: Sequence[Edit], context: int, base_size: int) -> Iterator[HunkSpan]:
    """Group edits with up to `context` unchanged lines around them. Edits whose contexts meet share a span."""
    group: list[Edit] = []
    for edit in edits:
        if group and edit.base_start - group[-1].base_end > 2 * context:
            yield _hunk_span(edits=group, context=context, base_size=base_size)
            group = []
        group.append(edit)
    if group:
        yield _hunk_span(edits=group, context=context, base_size=base_size)


def _hunk_span(*, edits: list[Edit], context: int, base_size: int) -> HunkSpan:
    first, last = edits[0], edits[-1]
    before, after = min(context, first.base_start), min(context, base_size - last.base_end)
    return HunkSpan(
        first.base_start - before,
        last.base_end + after,
        first.head_start - before,
        last.head_end + after,
        edits,
    )


def first_line(*, start: int, count: int) -> int:
    """Return the 1-based line number for a hunk header.

    An empty side is numbered by the line before it, as GNU diff and git do.
    """
    return start + 1 if count else start
