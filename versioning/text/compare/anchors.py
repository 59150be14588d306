"""Anchors: tokens that occur once on either side, as in Bram Cohen's patience diff.

They cut long sequences into short gaps in O(n log n), and they keep a comparison from pairing up blank
lines and braces that have nothing to do with each other.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from versioning.text.compare.sequences import Gap, Run, edge_runs, gaps_between, shared_length

DEPTH = 6
# Smaller gaps are left to the exact algorithm, which is cheap there.
SMALLEST_GAP = 64


def anchored_runs(*, base: Sequence[int], head: Sequence[int]) -> list[Run]:
    """Ordered runs around common ends and unique common tokens, sought again inside every gap they leave."""
    pending = [(Gap(0, len(base), 0, len(head)), 0)]
    found: list[Run] = []
    while pending:
        gap, depth = pending.pop()
        runs = _runs_in(base=base, head=head, gap=gap)
        found += runs
        if runs and depth < DEPTH:
            inner = gaps_between(runs=runs, within=gap)
            pending += [(part, depth + 1) for part in inner if _is_worth_cutting(part)]
    return sorted(found)


def _is_worth_cutting(gap: Gap) -> bool:
    return gap.is_two_sided and gap.base_size + gap.head_size >= SMALLEST_GAP


def _runs_in(*, base: Sequence[int], head: Sequence[int], gap: Gap) -> list[Run]:
    base_part = base[gap.base_start : gap.base_end]
    head_part = head[gap.head_start : gap.head_end]
    runs = edge_runs(base=base_part, head=head_part)
    whole = Gap(0, len(base_part), 0, len(head_part))
    for inner in list(gaps_between(runs=runs, within=whole)):
        runs += _unique_runs(base=base_part, head=head_part, gap=inner)
    return sorted(run.shifted(gap) for run in runs)


def _unique_runs(*, base: Sequence[int], head: Sequence[int], gap: Gap) -> list[Run]:
    """Unique common tokens in order, each grown over the equal tokens around it."""
    if not gap.is_two_sided:
        return []
    base_counts = Counter(base[gap.base_start : gap.base_end])
    head_counts = Counter(head[gap.head_start : gap.head_end])

    def is_unique(token: int) -> bool:
        return base_counts[token] == 1 and head_counts.get(token) == 1

    runs = _runs_in_step(base=base, head=head, gap=gap, is_unique=is_unique)
    return _runs_across(base=base, head=head, gap=gap, is_unique=is_unique) if runs is None else runs


def _runs_in_step(
    *, base: Sequence[int], head: Sequence[int], gap: Gap, is_unique: Callable[[int], bool]
) -> list[Run] | None:
    """The runs where unique tokens have one order on both sides; None where they have not.

    It looks at the tokens between the runs alone: those inside one stand in step.
    """
    runs: list[Run] = []
    base_at, head_at, left = gap.base_start, gap.head_start, gap.base_start
    while left < gap.base_end:
        if not is_unique(base[left]):
            left += 1
            continue
        try:
            right = head.index(base[left], head_at, gap.head_end)
        except ValueError:
            return None
        within = Gap(base_at, gap.base_end, head_at, gap.head_end)
        run = _grown(base=base, head=head, pair=(left, right), within=within)
        runs.append(run)
        base_at, head_at = left, _ = run.base + run.size, run.head + run.size
    return runs


def _runs_across(*, base: Sequence[int], head: Sequence[int], gap: Gap, is_unique: Callable[[int], bool]) -> list[Run]:
    """The runs around as many unique tokens as have one order on both sides."""
    places = {token: place for place, token in enumerate(head[gap.head_start : gap.head_end], gap.head_start)}
    base_part = enumerate(base[gap.base_start : gap.base_end], gap.base_start)
    runs: list[Run] = []
    for pair in longest_increasing([(place, places[token]) for place, token in base_part if is_unique(token)]):
        if pair[0] >= gap.base_start:
            runs.append(_grown(base=base, head=head, pair=pair, within=gap))
            gap = gap._replace(base_start=runs[-1].base + runs[-1].size, head_start=runs[-1].head + runs[-1].size)
    return runs


def _grown(*, base: Sequence[int], head: Sequence[int], pair: tuple[int, int], within: Gap) -> Run:
    left, right = pair
    before = 0
    while (
        left - before > within.base_start
        and right - before > within.head_start
        and base[left - before - 1] == head[right - before - 1]
    ):
        before += 1
    most = min(within.base_end - left, within.head_end - right)
    after = shared_length(base, head, base_at=left, head_at=right, most=most)
    return Run(left - before, right - before, before + after)


def longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second members increase; O(n log n), O(n) when all of them do already."""
    if all(left[1] < right[1] for left, right in pairwise(pairs)):
        return pairs
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        slot = bisect_left(tails, place)
        previous.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [place]
        ends[slot : slot + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = ends[-1]
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]
