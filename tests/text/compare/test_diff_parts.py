import pytest

from versioning.text.compare.anchors import anchored_runs, longest_increasing
from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import compare
from versioning.text.compare.indent_heuristic import apply_indent_heuristic
from versioning.text.compare.line_matching import similar_pairs
from versioning.text.compare.lines import compare_lines, split_lines
from versioning.text.compare.longest import longest_runs
from versioning.text.compare.sequences import Gap, Run, shared_length

PLENTY = 1 << 40


def test_a_budget_spends_nothing_on_what_it_refuses() -> None:
    budget = Budget(10)

    answers = [budget.spend(8), budget.spend(3), budget.spend(2)]

    assert answers == [True, False, True]
    assert budget.exceeded


def test_anchors_grow_over_equal_neighbours() -> None:
    runs = anchored_runs(base=[9, 1, 5, 1, 8], head=[7, 1, 5, 1, 6])

    assert runs == [Run(1, 1, 3)]


def test_what_was_moved_is_no_anchor() -> None:
    runs = anchored_runs(base=[1, 2, 3, 4, 5, 6, 7], head=[1, 5, 2, 3, 4, 8, 7])

    assert runs == [Run(0, 0, 1), Run(1, 2, 3), Run(6, 6, 1)]


@pytest.mark.parametrize("shared", range(20))
def test_what_two_sequences_begin_with_is_measured_to_the_token(shared: int) -> None:
    base, head = list(range(20)), [*range(shared), *range(100, 120 - shared)]

    assert shared_length(base, head, limit=20) == shared
    assert shared_length(base, [0, *head], base_at=1, head_at=2, limit=15) == max(0, min(15, shared - 1))


@pytest.mark.parametrize("text", ["", "\n", "a", "a\nb", "a\r\nb\n", "a\rb\n", "a\x0b\x0cb\u2028c\n", "\x85", "\n\r"])
def test_only_a_newline_ends_a_line(text: str) -> None:
    lines = split_lines(text)

    assert "".join(lines) == text
    assert [line.rstrip("\n") for line in lines] == (text.removesuffix("\n").split("\n") if text else [])


def test_the_longest_chain_of_anchors_wins_over_a_moved_one() -> None:
    chain = longest_increasing([(0, 4), (1, 0), (2, 1), (3, 2)])

    assert chain == [(1, 0), (2, 1), (3, 2)]


def test_a_longest_subsequence_within_budget_is_exact() -> None:
    budget = Budget(PLENTY)

    runs = longest_runs(base=[1, 2, 1, 3, 4], head=[1, 1, 3, 5, 4], among={1, 3, 4}, budget=budget)

    assert sum(run.size for run in runs) == 4
    assert not budget.exceeded


def test_a_longest_subsequence_beyond_budget_is_not_sought() -> None:
    budget = Budget(10)

    assert longest_runs(base=[1, 2], head=[2, 1], among={1, 2}, budget=budget) == []
    assert budget.exceeded


def test_long_sequences_that_differ_in_few_places_are_matched_along_a_band() -> None:
    base = [number % 50 for number in range(30_000)]
    head = [*base[:10_000], 99, *base[10_001:20_000], *base[20_010:]]
    budget = Budget(PLENTY)

    runs = longest_runs(base=base, head=head, among=set(range(50)), budget=budget)

    assert sum(run.size for run in runs) == len(base) - 11
    assert not budget.exceeded


def test_lines_are_paired_by_likeness_not_by_place() -> None:
    base = ["All cats purr at night\n", "Some dogs bark at the moon\n"]
    head = ["Nothing here is like it\n", "All cats purr by night\n", "Some dogs bark at a moon\n"]

    pairs = similar_pairs(base=base, head=head, budget=Budget(PLENTY))

    assert pairs == [(0, 1), (1, 2)]


def test_of_many_lines_those_that_differ_in_whitespace_alone_are_paired_first() -> None:
    base = [f"line {number}\n" for number in range(100)]
    head = [f"  line  {number}\r\n" for number in range(100) if number not in (40, 70)]

    pairs = similar_pairs(base=base, head=head, budget=Budget(PLENTY))

    assert len(pairs) == 98
    assert all(base[left].split() == head[right].split() for left, right in pairs)


def test_beyond_budget_equally_many_lines_are_paired_by_place() -> None:
    pairs = similar_pairs(base=["a b\n", "c d\n"], head=["e f\n", "g h\n"], budget=Budget(10))

    assert pairs == [(0, 0), (1, 1)]


def test_beyond_budget_other_lines_are_not_paired() -> None:
    few = similar_pairs(base=["a b\n", "c d\n"], head=["a b c\n"], budget=Budget(10))
    many = similar_pairs(base=["a\n"] * 100, head=["b\n"] * 100, budget=Budget(10))

    assert (few, many) == ([], [])


def test_lines_without_words_are_never_paired() -> None:
    assert similar_pairs(base=["---\n"], head=["***\n"], budget=Budget(PLENTY)) == []


def test_blocks_slide_down_as_well_as_up() -> None:
    head = ["a\n", "x\n", "\n", "x\n", "\n", "b\n"]

    (down,) = apply_indent_heuristic(gaps=[Gap(1, 1, 1, 3)], base=["a\n", "x\n", "\n", "b\n"], head=head)
    (up,) = apply_indent_heuristic(gaps=[Gap(2, 2, 2, 4)], base=["a\n", "x\n", "\n", "b\n"], head=head)

    assert down == up == Gap(3, 3, 3, 5)


def test_a_slide_never_reaches_the_next_change() -> None:
    base, head = ["a\n", "a\n", "b\n"], ["  z\n", "a\n", "a\n", "a\n", "c\n"]
    changes = [Gap(0, 0, 0, 1), Gap(1, 1, 2, 3), Gap(2, 3, 4, 5)]

    gaps = apply_indent_heuristic(gaps=changes, base=base, head=head)

    assert gaps == changes


def test_a_blank_line_more_between_repeated_lines_is_one_insertion() -> None:
    base, head = ["p\n", "a\n", "\n", "a\n", "q\n"], ["r\n", "a\n", "\n", "\n", "a\n", "s\n"]

    edits = compare_lines(base=base, head=head).edits

    assert [(edit.base_end - edit.base_start, edit.head_end - edit.head_start) for edit in edits] == [
        (1, 1),
        (0, 1),
        (1, 1),
    ]


def test_lines_paired_by_place_that_are_equal_are_not_changes() -> None:
    base = "".join(f"{'xyz'[number * number % 7 % 3]} of many\n" for number in range(40_000))
    head = "".join(f"{'xyz'[number * number % 11 % 3]} of many\n" for number in range(40_000))

    comparison = compare(base=base, head=head)

    assert comparison.coarse
    assert comparison.statistics.lines_added < 40_000
