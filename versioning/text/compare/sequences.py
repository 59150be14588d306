"""Runs of equal tokens in two sequences, and the gaps between the runs."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from versioning.text.compare.budget import Budget

Token = TypeVar("Token", int, str)


class Run(NamedTuple):
    """`size` equal tokens, which start at these offsets of the base and the head."""

    base: int
    head: int
    size: int

    def shifted(self, gap: "Gap") -> "Run":
        """Return the run with offsets of the whole sequences. This run's offsets count from the start of the gap."""
        return Run(gap.base_start + self.base, gap.head_start + self.head, self.size)


class Gap(NamedTuple):
    """The tokens between two runs. Offsets are 0-based, ends are exclusive."""

    base_start: int
    base_end: int
    head_start: int
    head_end: int

    @property
    def base_size(self) -> int:
        return self.base_end - self.base_start

    @property
    def head_size(self) -> int:
        return self.head_end - self.head_start

    @property
    def is_two_sided(self) -> bool:
        return self.base_start < self.base_end and self.head_start < self.head_end


def gaps_between(*, runs: Iterable[Run], within: Gap) -> Iterator[Gap]:
    """Yield the gaps between ordered runs inside `within`, except those that are empty on both sides."""
    base, head = within.base_start, within.head_start
    for run in runs:
        if base < run.base or head < run.head:
            yield Gap(base, run.base, head, run.head)
        base, head = run.base + run.size, run.head + run.size
    if base < within.base_end or head < within.head_end:
        yield Gap(base, within.base_end, head, within.head_end)


def shared_length(
    base: Sequence[Token], head: Sequence[Token], *, base_at: int = 0, head_at: int = 0, limit: int
) -> int:
    """Return the number of equal tokens from these offsets on, at most `limit`. Both sequences must have one type."""
    # Slices compare several times faster than single tokens. Their length doubles until two of them differ, then it is
    # halved: a galloping search.
    size, step = 0, 1
    while size < limit:
        step = min(step, limit - size)
        left, right = base_at + size, head_at + size
        if base[left : left + step] == head[right : right + step]:
            size, step = size + step, 2 * step
        elif step == 1:
            break
        else:
            # The first difference is inside this step.
            limit, step = size + step, step // 2
    return size


def edge_runs(*, base: Sequence[Token], head: Sequence[Token]) -> list[Run]:
    """Return the common prefix and the common suffix: at most two runs, not overlapping and not empty."""
    limit = min(len(base), len(head))
    prefix = shared_length(base, head, limit=limit)
    suffix = shared_length(base[prefix:][::-1], head[prefix:][::-1], limit=limit - prefix)
    runs = (Run(0, 0, prefix), Run(len(base) - suffix, len(head) - suffix, suffix))
    return [run for run in runs if run.size]


def largest_runs(*, runs: list[Run], limit: int, budget: Budget) -> list[Run]:
    """Return the largest `limit` runs in order. If there are more, mark the budget as exceeded."""
    if len(runs) <= limit:
        return runs
    budget.exceeded = True
    return sorted(sorted(runs, key=attrgetter("size"), reverse=True)[:limit])
