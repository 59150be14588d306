import pytest

from versioning.text.merge.merge import Conflict, LineRange, Merge, merge, whole_conflict

BASE = "one\ntwo\nthree\nfour\nfive\n"

CLEAN = {
    "nobody changed anything": (BASE, BASE, BASE),
    "theirs alone": ("ONE\ntwo\nthree\nfour\nfive\n", BASE, "ONE\ntwo\nthree\nfour\nfive\n"),
    "mine alone": (BASE, "one\ntwo\nthree\nfour\nFIVE\n", "one\ntwo\nthree\nfour\nFIVE\n"),
    "both alike": (
        "one\nzwei\nthree\nfour\nfive\n",
        "one\nzwei\nthree\nfour\nfive\n",
        "one\nzwei\nthree\nfour\nfive\n",
    ),
    "both, far apart": (
        "ONE\ntwo\nthree\nfour\nfive\n",
        "one\ntwo\nthree\nfour\nFIVE\n",
        "ONE\ntwo\nthree\nfour\nFIVE\n",
    ),
    "with one line between": (
        "one\nTWO\nthree\nfour\nfive\n",
        "one\ntwo\nthree\nFOUR\nfive\n",
        "one\nTWO\nthree\nFOUR\nfive\n",
    ),
    "one alike, one alone": (
        "ONE\ntwo\nthree\nfour\nFIVE\n",
        "ONE\ntwo\nthree\nfour\nfive\n",
        "ONE\ntwo\nthree\nfour\nFIVE\n",
    ),
    "a line removed, another inserted": ("two\nthree\nfour\nfive\n", f"{BASE}six\n", "two\nthree\nfour\nfive\nsix\n"),
    "the last newline removed": (BASE[:-1], f"zero\n{BASE}", f"zero\n{BASE[:-1]}"),
    "everything removed": ("", BASE, ""),
    "both removed everything": ("", "", ""),
}


@pytest.mark.parametrize(("theirs", "mine", "merged"), CLEAN.values(), ids=CLEAN.keys())
def test_changes_that_stand_apart_are_merged(theirs: str, mine: str, merged: str) -> None:
    assert merge(base=BASE, theirs=theirs, mine=mine).text == merged


CONFLICTS = {
    "the same line": ("one\nA\nthree\nfour\nfive\n", "one\nB\nthree\nfour\nfive\n"),
    "neighbouring lines": ("one\nA\nthree\nfour\nfive\n", "one\ntwo\nB\nfour\nfive\n"),
    "removed and changed": ("one\nthree\nfour\nfive\n", "one\nB\nthree\nfour\nfive\n"),
    "two lines in one place": ("one\nA\ntwo\nthree\nfour\nfive\n", "one\nB\ntwo\nthree\nfour\nfive\n"),
    "a newline at the end and a line after it": (BASE[:-1], f"{BASE}six\n"),
    "all of it, in two ways": ("A\n", "B\n"),
    "all of it removed, a line changed": ("", "one\ntwo\nB\nfour\nfive\n"),
}


@pytest.mark.parametrize(("theirs", "mine"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_changes_that_touch_are_a_conflict(theirs: str, mine: str) -> None:
    merged = merge(base=BASE, theirs=theirs, mine=mine)

    assert merged.text is None
    assert len(merged.conflicts) == 1


def test_a_conflict_stands_between_what_is_clean_and_tells_its_lines_on_all_three_sides() -> None:
    theirs = "zero\none\ntwo\nA\nfour\nfive\n"
    mine = "one\ntwo\nB\nC\nfour\nFIVE\n"

    merged = merge(base=BASE, theirs=theirs, mine=mine)

    assert merged.pieces == (
        "zero\none\ntwo\n",
        Conflict(
            base=LineRange(start=3, count=1, text="three\n"),
            theirs=LineRange(start=4, count=1, text="A\n"),
            mine=LineRange(start=3, count=2, text="B\nC\n"),
        ),
        "four\nFIVE\n",
    )


def test_lines_that_are_gone_are_told_by_the_line_before_them() -> None:
    merged = merge(base="one\ntwo\n", theirs="one\n", mine="one\nB\n")

    assert merged.conflicts[0].theirs == LineRange(start=1, count=0, text="")


def test_a_text_that_both_began_anew_is_one_conflict() -> None:
    merged = merge(base="", theirs="A\n", mine="B")

    assert merged.pieces == (
        Conflict(
            base=LineRange(start=0, count=0, text=""),
            theirs=LineRange(start=1, count=1, text="A\n"),
            mine=LineRange(start=1, count=1, text="B"),
        ),
    )


SUGGESTIONS = {
    "other words of a line": (
        "Refunds take fourteen working days.\n",
        "Refunds take thirty working days.\n",
        "All refunds take fourteen working days.\n",
        "All refunds take thirty working days.\n",
    ),
    "other words of neighbouring lines": (
        "Within fourteen days we refund.\nAfter that we do not refund.\n",
        "Within thirty days we refund.\nAfter that we do not refund.\n",
        "Within fourteen days we refund.\nAfter that we never refund.\n",
        "Within thirty days we refund.\nAfter that we never refund.\n",
    ),
    "a word gone, a word more": (
        "We always answer your letters at once.\n",
        "We answer your letters at once.\n",
        "We always answer your letters at once, gladly.\n",
        "We answer your letters at once, gladly.\n",
    ),
}


@pytest.mark.parametrize(("base", "theirs", "mine", "words"), SUGGESTIONS.values(), ids=SUGGESTIONS.keys())
def test_words_that_stand_apart_are_suggested_and_never_taken(base: str, theirs: str, mine: str, words: str) -> None:
    merged = merge(base=f"#\n{base}", theirs=f"#\n{theirs}", mine=f"#\n{mine}")

    assert merged.text is None
    assert [conflict.suggestion for conflict in merged.conflicts] == [words]


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("Refunds take thirty days.\n", "Refunds take twenty days.\n"),
        ("Refunds take thirty days.\n", "Something else altogether!\n"),
        ("Something else altogether!\n", "Refunds take thirty days.\n"),
        ("", "Refunds take thirty days.\n"),
    ],
)
def test_nothing_is_suggested_where_words_meet_or_lines_have_little_in_common(theirs: str, mine: str) -> None:
    merged = merge(base="Refunds take fourteen days.\n", theirs=theirs, mine=mine)

    assert [conflict.suggestion for conflict in merged.conflicts] == [None]


def test_texts_can_be_told_as_one_conflict() -> None:
    assert whole_conflict(base="", theirs="a\nb", mine="c\n") == Merge(
        pieces=(
            Conflict(
                base=LineRange(start=0, count=0, text=""),
                theirs=LineRange(start=1, count=2, text="a\nb"),
                mine=LineRange(start=1, count=1, text="c\n"),
            ),
        )
    )
