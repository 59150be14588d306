"""Runs that two sequences share, and the gaps between the runs."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from versioning.text.compare.budget import Budget

Token = TypeVar("Token", int, str)


class Run(NamedTuple):
    """`size` tokens that are equal on both sides, from these offsets on."""

    base: int
    head: int
    size: int

    def shifted(self, gap: "Gap") -> "Run":
        """The same run, its offsets counted from where the gap counts its own."""
        return Run(gap.base_start + self.base, gap.head_start + self.head, self.size)


class Gap(NamedTuple):
    """What lies between two runs: offsets, the ends excluded."""

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
    """The gaps that ordered runs leave inside `within`, those that are empty on both sides left out."""
    base, head = within.base_start, within.head_start
    for run in runs:
        if base < run.base or head < run.head:
            yield Gap(base, run.base, head, run.head)
        base, head = run.base + run.size, run.head + run.size
    if base < within.base_end or head < within.head_end:
        yield Gap(base, within.base_end, head, within.head_end)


def shared_length(
    base: Sequence[Token], head: Sequence[Token], *, base_at: int = 0, head_at: int = 0, most: int
) -> int:
    """How many tokens, at most so many, are equal on both sides from these offsets on; both are of one type.

    Slices are compared several times faster than one token after another: ever longer ones until two of them differ,
    then halves of these.
    """
    size, step = 0, 1
    while size < most:
        step = min(step, most - size)
        left, right = base_at + size, head_at + size
        if base[left : left + step] == head[right : right + step]:
            size, step = size + step, 2 * step
        elif step == 1:
            break
        else:
            # What differs lies within the step.
            most, step = size + step, step // 2
    return size


def edge_runs(*, base: Sequence[Token], head: Sequence[Token]) -> list[Run]:
    """The common prefix and the common suffix (at most two runs, never overlapping, never empty)."""
    most = min(len(base), len(head))
    prefix = shared_length(base, head, most=most)
    suffix = shared_length(base[prefix:][::-1], head[prefix:][::-1], most=most - prefix)
    runs = (Run(0, 0, prefix), Run(len(base) - suffix, len(head) - suffix, suffix))
    return [run for run in runs if run.size]


def largest_runs(*, runs: list[Run], most: int, budget: Budget) -> list[Run]:
    """The runs, or just the largest where they are too many, which the budget then tells of; in order."""
    if len(runs) <= most:
        return runs
    budget.exceeded = True
    return sorted(sorted(runs, key=attrgetter("size"), reverse=True)[:most])
