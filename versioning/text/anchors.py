"""Anchors: tokens that occur once on either side, as in Bram Cohen's patience diff.

They cut long sequences into short gaps in O(n log n), and they keep a comparison from pairing up blank
lines and braces that have nothing to do with each other.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from versioning.text.sequences import Gap, Run, edge_runs, gaps_between

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
    base_at, head_at, runs = gap.base_start, gap.head_start, []
    for left, right in longest_increasing(_unique_pairs(base=base, head=head, gap=gap)):
        if left < base_at:
            continue
        start = left
        while start > base_at and right - left + start > head_at and base[start - 1] == head[right - left + start - 1]:
            start -= 1
        end, limit = left + 1, min(gap.base_end, gap.head_end - right + left)
        while end < limit and base[end] == head[right - left + end]:
            end += 1
        runs.append(Run(start, right - left + start, end - start))
        base_at, head_at = end, right - left + end
    return runs


def _unique_pairs(*, base: Sequence[int], head: Sequence[int], gap: Gap) -> list[tuple[int, int]]:
    if not gap.is_two_sided:
        return []
    base_part = base[gap.base_start : gap.base_end]
    head_part = head[gap.head_start : gap.head_end]
    base_counts, head_counts = Counter(base_part), Counter(head_part)
    places = {token: place for place, token in enumerate(head_part, gap.head_start) if head_counts[token] == 1}
    return [
        (place, places[token])
        for place, token in enumerate(base_part, gap.base_start)
        if token in places and base_counts[token] == 1
    ]


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
