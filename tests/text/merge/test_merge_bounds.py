from collections.abc import Callable

import pytest

from tests.text.compare.hostile_texts import HOSTILE, MEGABYTE
from versioning.text.merge.merge import merge


@pytest.mark.parametrize("make_texts", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_merged_coarsely_and_lose_nothing(make_texts: Callable[[], tuple[str, str]]) -> None:
    base, theirs = make_texts()
    mine = f"{base}\nMine.\n"

    merged = merge(base=base, theirs=theirs, mine=mine)

    as_theirs = "".join(piece if isinstance(piece, str) else piece.theirs.text for piece in merged.pieces)
    as_mine = "".join(piece if isinstance(piece, str) else piece.mine.text for piece in merged.pieces)
    assert merged.coarse
    assert "Mine.\n" in as_mine
    assert as_theirs in (theirs, f"{theirs}\nMine.\n", f"{theirs}Mine.\n")


def test_long_lines_are_merged_by_words_within_bounds() -> None:
    base = "a b " * (MEGABYTE // 2)

    merged = merge(base=base, theirs=f"x {base}", mine=f"{base} y")

    assert [conflict.suggestion for conflict in merged.conflicts] == [f"x {base} y"]
