"""Hunks: edits that stand near each other, together with the unchanged lines around them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from versioning.text.compare.lines import Edit


class Span(NamedTuple):
    """The lines of one hunk (offsets, ends excluded) and the edits among them."""

    base_start: int
    base_end: int
    head_start: int
    head_end: int
    edits: list[Edit]

    @property
    def size(self) -> int:
        """How many lines the hunk shows: equal and deleted ones, and inserted ones."""
        inserted = sum(edit.head_end - edit.head_start for edit in self.edits)
        return self.base_end - self.base_start + inserted


def hunk_spans(*, edits: Sequence[Edit], context: int, base_size: int) -> Iterator[Span]:
    """Edits with up to `context` unchanged lines around them; those whose contexts meet share a span."""
    group: list[Edit] = []
    for edit in edits:
        if group and edit.base_start - group[-1].base_end > 2 * context:
            yield _span(edits=group, context=context, base_size=base_size)
            group = []
        group.append(edit)
    if group:
        yield _span(edits=group, context=context, base_size=base_size)


def _span(*, edits: list[Edit], context: int, base_size: int) -> Span:
    first, last = edits[0], edits[-1]
    before, after = min(context, first.base_start), min(context, base_size - last.base_end)
    return Span(
        first.base_start - before,
        last.base_end + after,
        first.head_start - before,
        last.head_end + after,
        edits,
    )


def first_line(*, start: int, count: int) -> int:
    """The 1-based number in a hunk header: of its first line, or of the line before it when it has none."""
    return start + 1 if count else start
