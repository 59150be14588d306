from hypothesis import given
from hypothesis import strategies as st

from versioning.text.compare.diff import compare
from versioning.text.compare.moves import Moves, find_moves

CHAPTER = "The moved one.\nIts second line.\n"
STAYS = "".join(f"Line {number} stays.\n" for number in range(8))


def moves(base: str, head: str) -> Moves:
    return find_moves(compare(base=base, head=head))


def test_a_block_put_elsewhere_has_moved() -> None:
    found = moves(CHAPTER + STAYS, STAYS + CHAPTER)

    assert found == Moves(to_head={1: 9, 2: 10}, to_base={9: 1, 10: 2})


def test_one_line_alone_is_no_block() -> None:
    found = moves("The moved one.\n" + STAYS, STAYS + "The moved one.\n")

    assert found == Moves({}, {})


def test_what_could_have_come_from_two_places_did_not_move() -> None:
    found = moves(CHAPTER + STAYS + CHAPTER + STAYS[::-1], STAYS + STAYS[::-1] + CHAPTER)

    assert found == Moves({}, {})


def test_blank_lines_and_signs_are_not_told_apart() -> None:
    found = moves("{\n\n" + STAYS, STAYS + "{\n\n")

    assert found == Moves({}, {})


def test_a_block_that_also_changed_has_moved_as_far_as_it_is_the_same() -> None:
    longer = CHAPTER + "A third line which says this.\n"

    found = moves(longer + STAYS, STAYS + CHAPTER + "Quite another end.\n")

    assert found.to_head == {1: 9, 2: 10}


@given(base=st.lists(st.sampled_from("abcd\n")), head=st.lists(st.sampled_from("abcd\n")))
def test_every_move_leads_from_a_removed_line_to_the_same_line_added(base: list[str], head: list[str]) -> None:
    comparison = compare(base="\n".join(base), head="\n".join(head))
    removed = {line.base_number: line.text for hunk in comparison.hunks for line in hunk.lines if line.kind == "delete"}
    added = {line.head_number: line.text for hunk in comparison.hunks for line in hunk.lines if line.kind == "insert"}

    found = find_moves(comparison)

    assert {removed[left]: added[right] for left, right in found.to_head.items()} == {
        text: text for text in (removed[left] for left in found.to_head)
    }
    assert found.to_base == {right: left for left, right in found.to_head.items()}
