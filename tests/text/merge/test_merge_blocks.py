import json
from typing import Any

import pytest

from versioning.text.merge.blocks import merge_blocks


def paragraph(key: str, text: str = "", **values: Any) -> dict[str, Any]:
    return {"id": key, "type": "paragraph", "data": {"text": text or f"Text {key}."}, **values}


def document(*blocks: dict[str, Any], **members: Any) -> str:
    return json.dumps({"time": 1, "blocks": blocks, "version": "2.30.0", **members})


A, B, C, D = (paragraph(key) for key in "abcd")
NEW, OTHER = paragraph("new"), paragraph("other")
BASE = document(A, B, C, D)
B2, C2, B3 = paragraph("b", "Mine."), paragraph("c", "Theirs."), paragraph("b", "Another.")

CLEAN = {
    "one side alone": (document(A, B2, C, D), BASE, document(A, B2, C, D)),
    "neighbouring blocks": (document(A, B2, C, D), document(A, B, C2, D), document(A, B2, C2, D)),
    "one block alike": (document(A, B2, C2, D), document(A, B2, C, D), document(A, B2, C2, D)),
    "a block added, another changed": (document(A, NEW, B, C, D), document(A, B2, C, D), document(A, NEW, B2, C, D)),
    "a block removed, another changed": (document(A, C, D), document(A, B, C, paragraph("d", "New.")), document(
        A, C, paragraph("d", "New.")
    )),
    "blocks added in two places": (document(NEW, A, B, C, D), document(A, B, C, D, OTHER), document(
        NEW, A, B, C, D, OTHER
    )),
    "a block moved, changed by the other": (document(B, C, D, A), document(A, B, C2, D), document(B, C2, D, A)),
    "another time of saving": (document(A, B2, C, D, time=3), document(A, B, C2, D, time=2), document(
        A, B2, C2, D, time=2
    )),
    "another version of the editor": (document(A, B2, C, D), document(A, B, C, D, version="3"), document(
        A, B2, C, D, version="3"
    )),
    "a member of its own": (document(A, B, C, D, theme="dark"), document(A, B2, C, D), document(
        A, B2, C, D, theme="dark"
    )),
    "everything removed": ("", BASE, ""),
}  # fmt: skip


@pytest.mark.parametrize(("theirs", "mine", "merged"), CLEAN.values(), ids=CLEAN.keys())
def test_blocks_are_merged_by_their_ids(theirs: str, mine: str, merged: str) -> None:
    text = merge_blocks(base=BASE, theirs=theirs, mine=mine).text

    assert text is not None
    assert text == merged or json.loads(text) == json.loads(merged)


CONFLICTS = {
    "one block changed twice": (document(A, B2, C, D), document(A, B3, C, D)),
    "a block removed and changed": (document(A, C, D), document(A, B2, C, D)),
    "a block removed and moved": (document(A, C, D), document(A, C, D, B)),
    "a block moved twice": (document(B, C, A, D), document(B, C, D, A)),
    "blocks added in one place": (document(A, NEW, B, C, D), document(A, OTHER, B, C, D)),
    "one id for two blocks": (document(NEW, A, B, C, D), document(A, B, C, D, paragraph("new", "Else."))),
    "an id twice": (document(A, B2, C, C), document(A, B, C, D, NEW)),
    "a block without an id": (document({"type": "delimiter", "data": {}}, A, B, C, D), document(A, B2, C, D)),
    "two versions of the editor": (document(A, B, C, D, version="3"), document(A, B, C, D, version="4")),
    "no block document": ("[1]", document(A, B2, C, D)),
    "no JSON": ("{", document(A, B2, C, D)),
    "a number that JSON has not": (BASE.replace("1", "1e999", 1), document(A, B2, C, D)),
    "a lone surrogate": (document(A, B, C, paragraph("d", "\ud800")), document(A, B2, C, D)),
}


@pytest.mark.parametrize(("theirs", "mine"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_is_not_clear_is_one_conflict_of_the_whole_texts(theirs: str, mine: str) -> None:
    merged = merge_blocks(base=BASE, theirs=theirs, mine=mine)

    (conflict,) = merged.conflicts
    assert merged.text is None
    assert (conflict.base.text, conflict.theirs.text, conflict.mine.text) == (BASE, theirs, mine)


def test_texts_without_a_common_base_are_one_conflict() -> None:
    merged = merge_blocks(base="", theirs=BASE, mine=document(A))

    assert len(merged.conflicts) == 1


def test_what_nobody_changed_is_written_as_it_was() -> None:
    other_order = {"type": "paragraph", "id": "a", "data": {"text": "Ä", "level": 1}}
    base = document(other_order, B, C)

    text = merge_blocks(base=base, theirs=document(other_order, B2, C), mine=document(other_order, B, C2)).text

    assert text == json.dumps(json.loads(document(other_order, B2, C2)), ensure_ascii=False)


def test_values_that_are_equal_in_python_alone_are_different() -> None:
    base, one, true = (document(A, B, C, paragraph("d", level=level)) for level in (0, 1, True))

    merged = merge_blocks(base=base, theirs=one, mine=true)

    assert len(merged.conflicts) == 1
