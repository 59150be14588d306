from collections import Counter
from collections.abc import Callable
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from tests.text.compare.random_texts import TEXTS
from versioning.text.compare.lines import compare_lines, split_lines
from versioning.text.merge.merge import Conflict, LineRange, Merge, merge

FEW_LINES = st.lists(st.sampled_from(["a", "b", "c", "a b c d", "a b x d", "y b c d", ""]), max_size=9).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
SOME_TEXTS = st.one_of(FEW_LINES, FEW_LINES.map(lambda text: text.removesuffix("\n")), TEXTS)


@st.composite
def sides(draw: st.DrawFn) -> tuple[str, str, str]:
    """Generate a base and two texts that are edits of it, or that have nothing in common with it."""
    base = draw(SOME_TEXTS)
    return base, draw(st.one_of(SOME_TEXTS, edited(base))), draw(st.one_of(SOME_TEXTS, edited(base)))


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    lines = split_lines(base)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(lines)))
        lines[start : start + draw(st.integers(0, 2))] = split_lines(draw(FEW_LINES))[:2]
    return "".join(lines)


def resolved(merged: Merge, choose: Callable[[Conflict], LineRange]) -> str:
    return "".join(piece if isinstance(piece, str) else choose(piece).text for piece in merged.pieces)


def inserted(*, base: str, head: str) -> Counter[str]:
    base_lines, head_lines = split_lines(base), split_lines(head)
    edits = compare_lines(base=base_lines, head=head_lines).edits
    return Counter(line for edit in edits for line in head_lines[edit.head_start : edit.head_end])


@given(base=TEXTS, side=TEXTS)
def test_what_one_side_left_alone_is_as_the_other_has_it(base: str, side: str) -> None:
    assert merge(base=base, theirs=side, mine=base).text == side
    assert merge(base=base, theirs=base, mine=side).text == side
    assert merge(base=base, theirs=side, mine=side).text == side


@given(texts=sides())
def test_what_one_side_left_alone_is_so_line_by_line_too(texts: tuple[str, str, str]) -> None:
    base, side, _ = texts
    frame = "~ {} ~\n"
    ends = f"{frame.format('old')}{frame.format(1)}{{}}\n{frame.format(2)}{{}}"

    merged = merge(
        base=ends.format(base, frame.format("end")),
        theirs=ends.format(side, frame.format("end")),
        mine=ends.format(base, frame.format("new end")),
    )

    assert merged.text == ends.format(side, frame.format("new end"))


@given(texts=sides())
def test_a_clean_merge_is_the_same_with_the_sides_exchanged(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts

    merged = merge(base=base, theirs=theirs, mine=mine)
    exchanged = merge(base=base, theirs=mine, mine=theirs)

    assert merged.text == exchanged.text
    assert resolved(merged, lambda conflict: conflict.theirs) == resolved(exchanged, lambda conflict: conflict.mine)


@given(texts=sides())
def test_every_line_that_a_side_inserted_can_be_seen(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts

    merged = merge(base=base, theirs=theirs, mine=mine)

    seen_of_theirs = Counter(split_lines(resolved(merged, lambda conflict: conflict.theirs)))
    seen_of_mine = Counter(split_lines(resolved(merged, lambda conflict: conflict.mine)))
    assert inserted(base=base, head=theirs) <= seen_of_theirs
    assert inserted(base=base, head=mine) <= seen_of_mine


@given(texts=sides())
def test_the_conflicts_say_what_stands_where_on_each_side(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts

    for conflict in merge(base=base, theirs=theirs, mine=mine).conflicts:
        for excerpt, text in ((conflict.base, base), (conflict.theirs, theirs), (conflict.mine, mine)):
            assert "".join(split_lines(text)[_start(excerpt) : _end(excerpt)]) == excerpt.text
        assert len({conflict.base.text, conflict.theirs.text, conflict.mine.text}) == 3


@given(texts=sides())
def test_what_stands_between_conflicts_is_what_stands_there_on_the_side_that_changed_it(
    texts: tuple[str, str, str],
) -> None:
    at = [0, 0, 0]
    lines = [split_lines(text) for text in texts]
    pieces = merge(base=texts[0], theirs=texts[1], mine=texts[2]).pieces

    for piece, following in zip_longest(pieces, pieces[1:]):
        if isinstance(piece, Conflict):
            at = [_end(excerpt) for excerpt in _excerpts(piece)]
            continue
        ends = [len(side) for side in lines]
        if isinstance(following, Conflict):
            ends = [_start(excerpt) for excerpt in _excerpts(following)]
        base, theirs, mine = ("".join(side[start:end]) for side, start, end in zip(lines, at, ends, strict=True))
        assert piece == mine or theirs != base
        assert piece == theirs or mine != base


def _excerpts(conflict: Conflict) -> tuple[LineRange, LineRange, LineRange]:
    return conflict.base, conflict.theirs, conflict.mine


def _start(excerpt: LineRange) -> int:
    return excerpt.start - 1 if excerpt.count else excerpt.start


def _end(excerpt: LineRange) -> int:
    return _start(excerpt) + excerpt.count


@given(texts=sides())
def test_no_line_is_glued_to_the_next(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts

    merged = merge(base=base, theirs=theirs, mine=mine)

    for piece in merged.pieces[:-1]:
        kept = [piece] if isinstance(piece, str) else [piece.base.text, piece.theirs.text, piece.mine.text]
        assert all(text.endswith("\n") or not text for text in kept)


@given(texts=sides())
def test_pieces_are_never_empty_and_conflicts_stand_apart(texts: tuple[str, str, str]) -> None:
    base, theirs, mine = texts

    pieces = merge(base=base, theirs=theirs, mine=mine).pieces

    assert all(piece for piece in pieces)
    assert all(isinstance(piece, Conflict) for piece in pieces[::2]) or all(
        isinstance(piece, str) for piece in pieces[::2]
    )


@given(size=st.integers(3, 9), data=st.data())
def test_a_line_that_one_side_removed_and_the_other_left_is_removed(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 3))
    other = data.draw(st.integers(place + 2, size - 1))
    lines = [f"Line {number}.\n" for number in range(size)]
    theirs, mine = lines.copy(), lines.copy()
    removed, mine[other] = theirs.pop(place), "changed\n"

    merged = merge(base="".join(lines), theirs="".join(theirs), mine="".join(mine)).text

    mine.remove(removed)
    assert merged == "".join(mine)


@given(size=st.integers(1, 9), data=st.data())
def test_a_line_that_one_side_removed_and_the_other_changed_is_a_conflict(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    lines = [f"Line {number}.\n" for number in range(size)]
    theirs, mine = lines.copy(), lines.copy()
    removed, mine[place] = theirs.pop(place), "changed\n"

    (conflict,) = merge(base="".join(lines), theirs="".join(theirs), mine="".join(mine)).conflicts

    assert (conflict.base.text, conflict.theirs.text, conflict.mine.text) == (removed, "", "changed\n")
