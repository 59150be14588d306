from collections.abc import Callable

import pytest

from tests.text.compare.hostile_texts import HOSTILE, MEGABYTE, html_text
from versioning.text.compare.comparison import Comparison
from versioning.text.compare.diff import compare


@pytest.mark.parametrize("make_texts", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_get_a_coarse_answer(make_texts: Callable[[], tuple[str, str]]) -> None:
    base, head = make_texts()

    comparison = compare(base=base, head=head)

    assert comparison.coarse
    assert lines_in(comparison) <= 20_000
    assert lines_balance(comparison, base=base, head=head)


def lines_in(comparison: Comparison) -> int:
    return sum(len(hunk.lines) for hunk in comparison.hunks)


def lines_balance(comparison: Comparison, *, base: str, head: str) -> bool:
    statistics = comparison.statistics
    return statistics.lines_added - statistics.lines_removed == head.count("\n") - base.count("\n")


def test_a_newline_more_among_a_million_is_found() -> None:
    comparison = compare(base="\n" * MEGABYTE, head="\n" * (MEGABYTE + 1))

    assert not comparison.coarse
    assert comparison.statistics.lines_added == 1
    assert lines_in(comparison) <= 7


def test_a_line_without_spaces_is_one_word() -> None:
    comparison = compare(base="a" * MEGABYTE * 2, head="b" * MEGABYTE * 2)

    assert not comparison.coarse
    assert comparison.statistics.words_added == 1


def test_few_edits_in_a_long_text_are_found_exactly() -> None:
    lines = [f"This is sentence {number} of a long text.\n" for number in range(40_000)]
    base = "".join(lines)
    for place in range(1000, 40_000, 2000):
        lines[place] = lines[place].replace("long", "short")

    comparison = compare(base=base, head="".join(lines))

    assert not comparison.coarse
    assert (len(comparison.hunks), comparison.statistics.words_added) == (20, 20)


def test_few_edits_on_a_very_long_line_are_found_exactly() -> None:
    words = [f"word{number % 3000}" for number in range(150_000)]
    base = " ".join(words)
    words[20_000], words[120_000] = "here", "there"

    comparison = compare(base=base, head=" ".join(words))

    assert not comparison.coarse
    assert (comparison.statistics.words_added, comparison.statistics.words_removed) == (2, 2)


def test_a_rewritten_document_of_ordinary_size_is_not_coarse() -> None:
    base = "".join(f"Old {number} tells of {number * 7}.\n" for number in range(300))
    head = "".join(f"New {number} speaks about {number * 11}!\n" for number in range(280))

    comparison = compare(base=base, head=head)

    assert not comparison.coarse


def test_the_same_texts_always_get_the_same_answer() -> None:
    base = html_text(words=["a", "b", "c"], separator="\n", seed=3)
    head = html_text(words=["a", "b", "c"], separator="\n", seed=4)

    first, second = compare(base=base, head=head), compare(base=base, head=head)

    assert first == second
