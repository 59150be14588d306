from hypothesis import given
from hypothesis import strategies as st

from tests.text.compare.html_reader import Reader
from versioning.text.compare.diff import compare
from versioning.text.compare.html import comparison_html


def shown(base: str, head: str, *, limit_lines: int | None = None) -> str:
    comparison = compare(base=base, head=head, limit_lines=limit_lines)
    return comparison_html(comparison=comparison, base_name="Version 1", head_name="Version 2")


@given(base=st.text(), head=st.text(), name=st.text())
def test_any_text_gives_well_formed_html_without_style_or_script(base: str, head: str, name: str) -> None:
    fragment = comparison_html(comparison=compare(base=base, head=head), base_name=name, head_name=name)

    reader = Reader(fragment)
    assert reader.open == []
    assert reader.attributes <= {"class", "scope", "colspan", "dir"}
    fragment.encode()


def test_marks_words_with_ins_and_del() -> None:
    reader = Reader(shown("the old way home\n", "the new way home\n"))

    assert reader.changed == [("del", "old"), ("ins", "new")]


def test_marks_whole_lines_without_counterpart() -> None:
    reader = Reader(shown("same\n", "same\nadded line\n"))

    assert reader.changed == [("ins", "added line")]


def test_escapes_the_text() -> None:
    fragment = shown("", '<script>alert(1)</script> & "quotes"\n')

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;" in fragment
    assert "<script" not in fragment


def test_escapes_the_names() -> None:
    comparison = compare(base="a", head="b")

    fragment = comparison_html(comparison=comparison, base_name="<b>", head_name="\u202eevil")

    assert "<bdi>&lt;b&gt;</bdi>" in fragment
    assert "\u202e" not in fragment


def test_shows_signs_for_characters_that_cannot_be_seen() -> None:
    fragment = shown("", "a\r\x00\u202eb\n")

    assert '<span class="comparison-sign">␍</span>' in fragment
    assert '<span class="comparison-sign">␀</span>' in fragment
    assert '<span class="comparison-sign">U+202E</span>' in fragment


def test_names_each_change_in_words() -> None:
    fragment = shown("old\n", "new\n")

    assert '<td class="comparison-change">removed</td>' in fragment
    assert '<td class="comparison-change">added</td>' in fragment


def test_heads_each_hunk_with_its_lines() -> None:
    base = "".join(f"{number}\n" for number in range(30))

    fragment = shown(base, base.replace("\n15\n", "\nfifteen\n"))

    assert "lines 13\u201319 \u2192 lines 13\u201319" in fragment


def test_says_where_a_side_has_no_lines() -> None:
    assert "no lines \u2192 line 1" in shown("", "one\n")


def test_tells_of_a_missing_newline() -> None:
    assert "No newline at end" in shown("a", "a\n")


def test_tells_of_equal_texts() -> None:
    assert "No differences." in shown("a", "a")


def test_tells_of_truncation() -> None:
    fragment = shown("", "a\nb\nc\n", limit_lines=1)

    assert "more changes than are shown" in fragment


def test_tells_of_truncation_to_nothing() -> None:
    fragment = shown("", "a\nb\nc\n", limit_lines=0)

    assert "more changes than are shown" in fragment
    assert "No differences." not in fragment


def test_tells_of_a_coarse_comparison() -> None:
    fragment = shown("a b " * 500_000, "b a b " * 300_000)

    assert "cut short" in fragment
