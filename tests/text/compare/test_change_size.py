import pytest
from hypothesis import given
from hypothesis import strategies as st

from versioning.text.compare.change_size import BLOCK, ChangeSize, measure_change
from versioning.text.compare.diff import compare
from versioning.text.compare.words import count_words
from versioning.text.search.prose import prose

texts = st.text(alphabet="ab \n.", max_size=60)


def test_a_first_text_is_all_new() -> None:
    assert measure_change(base="", head="One two.\n") == ChangeSize(words=2, added=2, removed=0)


def test_words_within_a_line_are_counted_one_by_one() -> None:
    size = measure_change(base="One two three four.\nStays.\n", head="One 2 three four five.\nStays.\n")

    assert size == ChangeSize(words=6, added=2, removed=1)


@given(texts, texts)
def test_the_counts_add_up_and_are_those_of_the_comparison(base: str, head: str) -> None:
    size = measure_change(base=base, head=head)

    assert size.words - size.added + size.removed == count_words(base)
    if base:
        statistics = compare(base=base, head=head).statistics
        assert (size.added, size.removed) == (statistics.words_added, statistics.words_removed)


@given(texts, texts, st.sampled_from([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK]))
def test_a_long_equal_end_changes_no_count(base: str, head: str, length: int) -> None:
    end = "\n" + ("same words\n" * length)[:length]

    size = measure_change(base=base + end, head=head + end)

    statistics = compare(base=base + end, head=head + end).statistics
    assert (size.added, size.removed) == (statistics.words_added, statistics.words_removed)


@given(texts, texts)
def test_the_words_of_the_base_tell_those_of_the_head(base: str, head: str) -> None:
    size = measure_change(base=base, head=head, base_words=count_words(base))

    assert size == measure_change(base=base, head=head)


@pytest.mark.parametrize(
    ("content_type", "text", "said"),
    [
        ("markdown", "# A <b>title</b>\n", "# A <b>title</b>\n"),
        ("wysiwyg", "<h1>A title</h1><p>W<em>or</em>d &amp; word</p>", "A title\nWord & word\n"),
        ("block", '{"blocks": [{"type": "paragraph", "data": {"text": "One <b>two</b>"}}]}', "One two\n"),
        ("block", "no blocks", "no blocks"),
        ("block", "", ""),
    ],
)
def test_prose_is_what_a_reader_reads(content_type: str, text: str, said: str) -> None:
    assert prose(text, content_type=content_type) == said
