"""Merge block documents three-way, block by block. Blocks are identified by their ids."""

import json
from typing import Any

from versioning.text.compare.lines import compare_lines
from versioning.text.compare.sequences import Gap
from versioning.text.merge.merge import Merge, whole_conflict
from versioning.text.merge.three_way import ABSENT, merge_members, merge_regions, merge_values
from versioning.text.render.block_values import read_document
from versioning.text.render.refusals import RenderError
from versioning.text.render.render import validate_blocks


def merge_blocks(*, base: str, theirs: str, mine: str) -> Merge:
    """Merge the blocks that each side changed, added, moved or removed.

    The whole texts become one conflict if a block has no unique id, if both sides changed the same block, or if both
    added, moved or removed blocks in the same position.
    """
    whole = merge_values(base=base, theirs=theirs, mine=mine)
    merged = _merged(base=base, theirs=theirs, mine=mine) if whole is None else whole
    if merged is None:
        return whole_conflict(base=base, theirs=theirs, mine=mine)
    return Merge(pieces=(merged,) if merged else ())


def _merged(*, base: str, theirs: str, mine: str) -> str | None:
    try:
        merged = _merged_document(base=_Document(base), theirs=_Document(theirs), mine=_Document(mine))
        if merged is None:
            return None
        text = json.dumps(merged, ensure_ascii=False, allow_nan=False)
        text.encode()
        # A side may hold blocks that cannot be rendered. Their merge is not valid either.
        validate_blocks(text)
    except ValueError:
        # Not a block document (RenderError), or one with a lone surrogate or a number that JSON does not have.
        return None
    return text


class _Document:
    """The blocks and the other members of a block document as canonical JSON.

    Raise RenderError if the text is not a block document, or if a block has no unique id.
    """

    def __init__(self, text: str) -> None:
        document = read_document(text)
        blocks = document.member("blocks").elements()
        self.ids = [block.text("id") for block in blocks]
        if len({ABSENT, *self.ids}) != len(blocks) + 1:
            raise RenderError("its blocks have no ids of their own.")
        self.blocks = {key: canonical_json(block.value) for key, block in zip(self.ids, blocks, strict=True)}
        # The original values by their canonical form, because the canonical form reorders the members of a block.
        self.written = {self.blocks[key]: block.value for key, block in zip(self.ids, blocks, strict=True)}
        self.value: dict[str, Any] = dict(document.value)  # type: ignore[call-overload]
        self.members = {name: canonical_json(value) for name, value in self.value.items() if name != "blocks"}


def canonical_json(value: Any) -> str:
    """Return a string that is the same for equal JSON values only. In Python, 1 equals true."""
    return json.dumps(value, sort_keys=True)


def _merged_document(*, base: _Document, theirs: _Document, mine: _Document) -> dict[str, Any] | None:
    ids = _merged_ids(base=base.ids, theirs=theirs.ids, mine=mine.ids)
    blocks, block_conflicts = merge_members(base=base.blocks, theirs=theirs.blocks, mine=mine.blocks)
    members, conflicts = merge_members(base=base.members, theirs=theirs.members, mine=mine.members)
    if conflicts == ["time"]:
        # Editor.js stores the time of the last save here. It is no part of the content.
        conflicts, members["time"] = [], {**theirs.members, **mine.members}["time"]
    if block_conflicts or conflicts or ids is None or sorted(ids) != sorted(blocks):
        return None
    written = {**theirs.written, **mine.written}
    return {
        **{name: value for name, value in mine.value.items() if name == "blocks" or name in members},
        **{name: json.loads(value) for name, value in members.items()},
        "blocks": [written[blocks[key]] for key in ids],
    }


def _merged_ids(*, base: list[str], theirs: list[str], mine: list[str]) -> list[str] | None:
    """Return the ids of the blocks in order, or None if both sides changed the order in the same position."""
    gaps = [[Gap(*edit[:4]) for edit in compare_lines(base=base, head=side).edits] for side in (theirs, mine)]
    merged: list[str] = []
    for part in merge_regions(theirs=gaps[0], mine=gaps[1], base_size=len(base)):
        ids = merge_values(base=base[part.base], theirs=theirs[part.theirs], mine=mine[part.mine])
        if ids is None:
            return None
        merged += ids
    return merged
