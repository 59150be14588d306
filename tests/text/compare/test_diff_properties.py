from itertools import pairwise, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from tests.text.compare.random_texts import TEXTS
from versioning.text.compare.comparison import Comparison, DiffLine
from versioning.text.compare.diff import compare
from versioning.text.compare.lines import split_lines
from versioning.text.compare.words import count_words, tokenize


def original(line: DiffLine) -> str:
    return f"{line.text}\n" if line.newline else line.text


def applied(comparison: Comparison, base: str) -> str:
    lines = split_lines(base)
    parts, at = [], 0
    for hunk in comparison.hunks:
        start = hunk.base_start - 1 if hunk.base_count else hunk.base_start
        parts += lines[at:start]
        old = [original(line) for line in hunk.lines if line.kind != "insert"]
        assert old == lines[start : start + hunk.base_count]
        parts += [original(line) for line in hunk.lines if line.kind != "delete"]
        at = start + hunk.base_count
    return "".join([*parts, *lines[at:]])


@given(base=TEXTS, head=TEXTS, context=st.integers(0, 4))
def test_applying_a_comparison_to_base_gives_head(base: str, head: str, context: int) -> None:
    comparison = compare(base=base, head=head, context=context, limit_lines=None)

    assert applied(comparison, base) == head
    assert not comparison.truncated


@given(base=TEXTS, head=TEXTS)
def test_hunks_number_their_lines_as_the_texts_do(base: str, head: str) -> None:
    comparison = compare(base=base, head=head)

    base_lines, head_lines = split_lines(base), split_lines(head)
    for hunk in comparison.hunks:
        for line in hunk.lines:
            assert line.base_number is None or base_lines[line.base_number - 1] == original(line)
            assert line.head_number is None or head_lines[line.head_number - 1] == original(line)
        assert hunk.head_count == sum(line.head_number is not None for line in hunk.lines)


@given(base=TEXTS, head=TEXTS)
def test_the_words_of_a_line_joined_are_the_line(base: str, head: str) -> None:
    comparison = compare(base=base, head=head)

    for line in (line for hunk in comparison.hunks for line in hunk.lines if line.words is not None):
        kinds = [segment.kind for segment in line.words or ()]
        assert "".join(segment.text for segment in line.words or ()) == line.text
        assert set(kinds) <= {"equal", line.kind}
        assert all(segment.text for segment in line.words or ())
        assert all(first != second for first, second in pairwise(kinds))


@given(base=TEXTS, head=TEXTS)
def test_paired_lines_agree_on_their_equal_words(base: str, head: str) -> None:
    comparison = compare(base=base, head=head)

    lines = [line for hunk in comparison.hunks for line in hunk.lines]
    for line, following in zip_longest(lines, lines[1:]):
        if line.kind == "delete" and line.words is not None:
            assert following is not None
            assert following.kind == "insert"
            assert equal_text(line) == equal_text(following)


def equal_text(line: DiffLine) -> str:
    return "".join(segment.text for segment in line.words or () if segment.kind == "equal")


@given(base=TEXTS, head=TEXTS)
def test_statistics_balance_the_sizes_of_the_texts(base: str, head: str) -> None:
    statistics = compare(base=base, head=head).statistics

    lines = len(split_lines(head)) - len(split_lines(base))
    assert statistics.lines_added - statistics.lines_removed == lines
    assert statistics.words_added - statistics.words_removed == count_words(head) - count_words(base)


@given(base=TEXTS, head=TEXTS, limit=st.integers(0, 20))
def test_a_cap_holds_and_only_leaves_out_the_end(base: str, head: str, limit: int) -> None:
    capped = compare(base=base, head=head, limit_lines=limit)

    whole = compare(base=base, head=head, limit_lines=None)
    capped_lines = [line for hunk in capped.hunks for line in hunk.lines]
    whole_lines = [line for hunk in whole.hunks for line in hunk.lines]
    assert len(capped_lines) <= limit
    assert capped_lines == whole_lines[: len(capped_lines)]
    assert capped.truncated == (capped_lines != whole_lines)
    assert capped.statistics == whole.statistics


@given(text=st.text())
def test_tokens_and_lines_joined_are_the_text(text: str) -> None:
    assert "".join(tokenize(text)) == text
    assert "".join(split_lines(text)) == text


@given(text=TEXTS)
def test_a_text_equals_itself(text: str) -> None:
    assert compare(base=text, head=text).hunks == ()
