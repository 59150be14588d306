from versioning.text.compare.comparison import Comparison, DiffLine, Statistics
from versioning.text.compare.diff import compare

MARKS = {"equal": " ", "delete": "-", "insert": "+"}


def rows(comparison: Comparison) -> list[str]:
    return [f"{MARKS[line.kind]}{line.text}" for hunk in comparison.hunks for line in hunk.lines]


def test_equal_texts_have_no_hunks() -> None:
    comparison = compare(base="a\nb\n", head="a\nb\n")

    assert comparison.hunks == ()
    assert comparison.statistics == Statistics(0, 0, 0, 0)
    assert (comparison.coarse, comparison.truncated) == (False, False)


def test_shows_three_lines_of_context_by_default() -> None:
    base = "".join(f"line {number}\n" for number in range(1, 21))
    head = base.replace("line 10\n", "line ten\n")

    (hunk,) = compare(base=base, head=head).hunks

    assert (hunk.base_start, hunk.base_count, hunk.head_start, hunk.head_count) == (7, 7, 7, 7)
    assert [line.kind for line in hunk.lines] == [*["equal"] * 3, "delete", "insert", *["equal"] * 3]


def test_parts_hunks_whose_contexts_do_not_meet() -> None:
    base = "".join(f"line {number}\n" for number in range(1, 21))
    head = base.replace("line 5\n", "").replace("line 12\n", "").replace("line 20\n", "")

    comparison = compare(base=base, head=head)

    assert [(hunk.base_start, hunk.base_count) for hunk in comparison.hunks] == [(2, 14), (17, 4)]


def test_without_context_an_insertion_starts_at_the_line_before_it() -> None:
    (hunk,) = compare(base="a\nb\n", head="a\nnew\nb\n", context=0).hunks

    assert (hunk.base_start, hunk.base_count, hunk.head_start, hunk.head_count) == (1, 0, 2, 1)


def test_numbers_lines_on_the_sides_that_have_them() -> None:
    (hunk,) = compare(base="a\nold\n", head="a\n\nnew\n").hunks

    numbers = [(line.kind, line.base_number, line.head_number) for line in hunk.lines]
    assert numbers == [("equal", 1, 1), ("delete", 2, None), ("insert", None, 2), ("insert", None, 3)]


def test_a_deleted_paragraph_leaves_the_edited_one_after_it_paired() -> None:
    base = "Cats purr.\n\nDogs bark at the post.\n\nBirds sing in the trees.\n\nEnd.\n"
    head = "Cats purr.\n\nBirds sing in the tall trees.\n\nEnd.\n"

    comparison = compare(base=base, head=head, context=0)

    assert rows(comparison) == [
        "-Dogs bark at the post.",
        "-",
        "-Birds sing in the trees.",
        "+Birds sing in the tall trees.",
    ]


def test_a_delete_with_words_is_followed_by_the_insert_it_turned_into() -> None:
    base = "The first of the lines.\nThe second of the lines.\n"
    head = "The first of all lines.\nThe second of all lines.\n"

    comparison = compare(base=base, head=head)

    assert [line.kind for hunk in comparison.hunks for line in hunk.lines] == ["delete", "insert"] * 2


def test_an_inserted_paragraph_keeps_the_blank_line_after_it() -> None:
    base = "One.\n\nTwo.\n\nThree.\n"
    head = "One.\n\nTwo.\n\nNew.\n\nThree.\n"

    comparison = compare(base=base, head=head, context=0)

    assert rows(comparison) == ["+New.", "+"]


def test_an_inserted_list_item_keeps_its_own_children() -> None:
    base = "- a\n  - x\n- c\n  - x\n"
    head = "- a\n  - x\n- b\n  - x\n- c\n  - x\n"

    comparison = compare(base=base, head=head, context=0)

    assert rows(comparison) == ["+- b", "+  - x"]


def test_a_deletion_slides_as_an_insertion_does() -> None:
    base = "One.\n\nTwo.\n\nNew.\n\nThree.\n"
    head = "One.\n\nTwo.\n\nThree.\n"

    comparison = compare(base=base, head=head, context=0)

    assert rows(comparison) == ["-New.", "-"]


def test_a_moved_block_is_deleted_here_and_inserted_there() -> None:
    base = "one\ntwo\nthree\nfour\nfive\n"
    head = "three\nfour\nfive\none\ntwo\n"

    comparison = compare(base=base, head=head, context=0)

    assert rows(comparison) == ["-one", "-two", "+one", "+two"]


def test_only_a_line_feed_ends_a_line() -> None:
    (hunk,) = compare(base="", head="a\rb\x0cc\u2028d\x85e\r\n").hunks

    assert hunk.lines == (DiffLine(kind="insert", text="a\rb\x0cc\u2028d\x85e\r", base_number=None, head_number=1),)


def test_tells_of_a_newline_missing_at_the_end() -> None:
    (hunk,) = compare(base="last", head="last\n").hunks

    assert [(line.kind, line.text, line.newline) for line in hunk.lines] == [
        ("delete", "last", False),
        ("insert", "last", True),
    ]


def test_a_change_of_line_endings_pairs_every_line() -> None:
    base = "".join(f"This is line {number}.\n\n" for number in range(200))

    comparison = compare(base=base, head=base.replace("\n", "\r\n"), limit_lines=None)

    paired = [line for line in comparison.hunks[0].lines if line.words]
    assert len(paired) == 400
    assert comparison.statistics == Statistics(400, 400, 0, 0)


def test_counts_changed_lines_and_words() -> None:
    base = "The quick brown fox jumps.\nThis line goes away.\nStays.\n"
    head = "The quick red fox jumps high.\nStays.\nBrand new.\n"

    statistics = compare(base=base, head=head).statistics

    assert statistics == Statistics(lines_added=2, lines_removed=2, words_added=4, words_removed=5)


def test_counts_everything_even_where_hunks_are_truncated() -> None:
    comparison = compare(base="a\n" * 50, head="b\n" * 60, limit_lines=10)

    assert comparison.truncated
    assert comparison.statistics == Statistics(60, 50, 60, 50)


def test_the_caller_can_cap_the_lines() -> None:
    base = "".join(f"line {number}\n" for number in range(100))
    head = base.replace("5\n", "five\n")

    comparison = compare(base=base, head=head, limit_lines=20)

    assert comparison.truncated
    assert len(rows(comparison)) <= 20
    last = comparison.hunks[-1]
    assert last.base_count == sum(line.base_number is not None for line in last.lines)
    assert last.head_count == sum(line.head_number is not None for line in last.lines)


def test_a_cap_never_parts_a_pair() -> None:
    comparison = compare(base="some old words\n", head="some new words\n", limit_lines=1)

    assert comparison.truncated
    assert comparison.hunks == ()


def test_a_cap_that_just_fits_truncates_nothing() -> None:
    comparison = compare(base="some old words\n", head="some new words\n", limit_lines=2)

    assert not comparison.truncated
    assert len(rows(comparison)) == 2
