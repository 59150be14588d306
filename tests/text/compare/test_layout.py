from hypothesis import given
from hypothesis import strategies as st

from versioning.text.compare.diff import compare
from versioning.text.compare.layout import (
    Fold,
    LayoutSection,
    count_change_groups,
    inline_layout,
    side_by_side_layout,
    unfold,
)
from versioning.text.compare.lines import split_lines

TEXT = "".join(f"Line {number}.\n" for number in range(1, 21))


def parts(base: str, head: str, context: int = 3) -> list[LayoutSection]:
    return inline_layout(comparison=compare(base=base, head=head, context=context), head_size=len(split_lines(head)))


def test_what_did_not_change_is_folded_on_both_sides_of_a_change() -> None:
    laid = parts(TEXT, TEXT.replace("Line 10.", "Line ten."))

    assert [part.fold for part in laid] == [Fold(1, 1, 6), Fold(14, 14, 7)]


def test_a_fold_counts_each_side_by_itself() -> None:
    laid = parts(TEXT, "New first line.\n" + TEXT)

    assert [part.fold for part in laid] == [None, Fold(4, 5, 17)]


def test_changes_begin_where_lines_begin_to_differ() -> None:
    laid = parts(TEXT, TEXT.replace("Line 2.\nLine 3.", "Two.\nThree.").replace("Line 15.", "Fifteen."))

    beginnings = [row.base.text for part in laid for row in part.rows if row.begins and row.base]
    assert beginnings == ["Line 2.", "Line 15."]


def test_a_line_and_what_became_of_it_stand_side_by_side() -> None:
    head = TEXT.replace("Line 10.", "Line 10 is longer.\nNew.")

    laid = side_by_side_layout(comparison=compare(base=TEXT, head=head), head_size=21)

    changed = [row for part in laid for row in part.rows if row.base is not row.head]
    assert [(row.base and row.base.text, row.head and row.head.text) for row in changed] == [
        ("Line 10.", "Line 10 is longer."),
        (None, "New."),
    ]


def test_a_fold_opens_to_its_lines() -> None:
    rows = unfold(Fold(4, 5, 2), head="a\nb\nc\nd\ne\nf\ng\n")

    assert [(row.head.text, row.head.base_number, row.head.head_number) for row in rows if row.head] == [
        ("e", 4, 5),
        ("f", 5, 6),
    ]


@given(base=st.text("ab\n"), head=st.text("ab\n"), context=st.integers(0, 3))
def test_rows_and_folds_together_are_both_texts(base: str, head: str, context: int) -> None:
    comparison = compare(base=base, head=head, context=context)
    sizes = (len(split_lines(base)), len(split_lines(head)))

    for laid in (
        inline_layout(comparison=comparison, head_size=sizes[1]),
        side_by_side_layout(comparison=comparison, head_size=sizes[1]),
    ):
        rows = [row for part in laid for row in part.rows]
        hidden = sum(part.fold.count for part in laid if part.fold)
        assert hidden + len({row.base.base_number for row in rows if row.base}) == sizes[0]
        assert hidden + len({row.head.head_number for row in rows if row.head}) == sizes[1]
        assert sum(row.begins for row in rows) == count_change_groups(comparison)
