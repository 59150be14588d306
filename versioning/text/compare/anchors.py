"""Find anchors: tokens that occur exactly once on each side, as in Bram Cohen's patience diff.

Heckel used such tokens first (1978, "A technique for isolating differences between files"). They cut long sequences
into short gaps in O(n log n). They also keep a comparison from pairing blank lines and braces that are unrelated.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from versioning.text.compare.sequences import Gap, Run, edge_runs, gaps_between, shared_length

# Levels of gaps within gaps. It bounds the time for texts in which every level finds a few anchors.
MAX_DEPTH = 6
# Smaller gaps are left to the exact algorithm, which is cheap for them.
MIN_GAP_SIZE = 64


def anchored_runs(*, base: Sequence[int], head: Sequence[int]) -> list[Run]:
    """Return ordered runs of equal tokens around common ends and unique common tokens.

    The search is repeated in every gap between the runs, at most MAX_DEPTH levels deep.
    """
    # A stack instead of recursion, because the number of gaps depends on the text.
    pending = [(Gap(0, len(base), 0, len(head)), 0)]
    all_runs: list[Run] = []
    while pending:
        gap, depth = pending.pop()
        runs = _runs_in(base=base, head=head, gap=gap)
        all_runs += runs
        if runs and depth < MAX_DEPTH:
            inner = gaps_between(runs=runs, within=gap)
            pending += [(part, depth + 1) for part in inner if _is_worth_cutting(part)]
    return sorted(all_runs)


def _is_worth_cutting(gap: Gap) -> bool:
    return gap.is_two_sided and gap.base_size + gap.head_size >= MIN_GAP_SIZE


def _runs_in(*, base: Sequence[int], head: Sequence[int], gap: Gap) -> list[Run]:
    base_part = base[gap.base_start : gap.base_end]
    head_part = head[gap.head_start : gap.head_end]
    runs = edge_runs(base=base_part, head=head_part)
    whole = Gap(0, len(base_part), 0, len(head_part))
    for inner in list(gaps_between(runs=runs, within=whole)):
        runs += _unique_runs(base=base_part, head=head_part, gap=inner)
    return sorted(run.shifted(gap) for run in runs)


def _unique_runs(*, base: Sequence[int], head: Sequence[int], gap: Gap) -> list[Run]:
    """Return the unique common tokens in order, each extended over the equal tokens around it."""
    if not gap.is_two_sided:
        return []
    base_counts = Counter(base[gap.base_start : gap.base_end])
    head_counts = Counter(head[gap.head_start : gap.head_end])

    def is_unique(token: int) -> bool:
        return base_counts[token] == 1 and head_counts.get(token) == 1

    # Unique tokens keep their order in most edits, and then no longest increasing subsequence is needed.
    runs = _runs_in_same_order(base=base, head=head, gap=gap, is_unique=is_unique)
    return _runs_by_subsequence(base=base, head=head, gap=gap, is_unique=is_unique) if runs is None else runs


def _runs_in_same_order(
    *, base: Sequence[int], head: Sequence[int], gap: Gap, is_unique: Callable[[int], bool]
) -> list[Run] | None:
    """Return the runs if all unique tokens have the same order on both sides, else None.

    Tokens inside a run are skipped, because they are in the same order by definition.
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
        run = _extended_run(base=base, head=head, pair=(left, right), within=within)
        runs.append(run)
        base_at, head_at = left, _ = run.base + run.size, run.head + run.size
    return runs


def _runs_by_subsequence(
    *, base: Sequence[int], head: Sequence[int], gap: Gap, is_unique: Callable[[int], bool]
) -> list[Run]:
    """Return the runs around the largest set of unique tokens that has the same order on both sides."""
    head_indexes = {token: index for index, token in enumerate(head[gap.head_start : gap.head_end], gap.head_start)}
    base_part = enumerate(base[gap.base_start : gap.base_end], gap.base_start)
    runs: list[Run] = []
    for pair in longest_increasing([(index, head_indexes[token]) for index, token in base_part if is_unique(token)]):
        # An earlier run may have been extended over this token already.
        if pair[0] >= gap.base_start:
            runs.append(_extended_run(base=base, head=head, pair=pair, within=gap))
            gap = gap._replace(base_start=runs[-1].base + runs[-1].size, head_start=runs[-1].head + runs[-1].size)
    return runs


def _extended_run(*, base: Sequence[int], head: Sequence[int], pair: tuple[int, int], within: Gap) -> Run:
    left, right = pair
    before = 0
    while (
        left - before > within.base_start
        and right - before > within.head_start
        and base[left - before - 1] == head[right - before - 1]
    ):
        before += 1
    limit = min(within.base_end - left, within.head_end - right)
    after = shared_length(base, head, base_at=left, head_at=right, limit=limit)
    return Run(left - before, right - before, before + after)


def longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence whose second members increase.

    Patience sorting, O(n log n). O(n) if the second members increase already.
    """
    if all(left[1] < right[1] for left, right in pairwise(pairs)):
        return pairs
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, value) in enumerate(pairs):
        # tails[n] is the smallest value that ends an increasing subsequence of n + 1 members.
        slot = bisect_left(tails, value)
        previous.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [value]
        ends[slot : slot + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = ends[-1]
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]
