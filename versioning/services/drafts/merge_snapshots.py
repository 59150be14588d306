"""Merge two snapshots with a common base: the text, and each other field by itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from versioning.models import Version
from versioning.models.version import SNAPSHOT_FIELDS
from versioning.ops.load.costly import run
from versioning.text.merge.blocks import canonical_json, merge_blocks
from versioning.text.merge.merge import Merge, merge, whole_conflict
from versioning.text.merge.three_way import merge_members, merge_values
from versioning.text.render.refusals import TooCostly

SIDES = ("base", "theirs", "mine")
Snapshot = Mapping[str, Any]
# The base of a draft that was forked when no version was current.
NOTHING: Snapshot = {"title": "", "description": "", "content_type": "", "fields": {}, "body": ""}


@dataclass
class SnapshotMerge:
    """The result of a merge.

    `values` are the fields that merged, and of the metadata those members that merged. A conflict has its `field`, its
    `key` if it is within the metadata, and base, theirs and mine. A side that has no such member is left out. `pieces`
    make up a text that did not merge. Each has a `text`, or as `conflict` the number of a conflict of the text.
    `coarse` is set if a comparison was cut short to stay within its bounds: the conflicts may be larger than needed.
    """

    values: dict[str, Any] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    pieces: list[dict[str, Any]] | None = None
    coarse: bool = False

    def unresolved(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the conflicts of all fields but these."""
        return [conflict for conflict in self.conflicts if conflict["field"] not in fields]


def snapshot_of(version: Version | None) -> Snapshot:
    """Return the snapshot with the body as text. Without a version, all its fields are empty."""
    if version is None:
        return NOTHING
    return {name: version.text if name == "body" else getattr(version, name) for name in SNAPSHOT_FIELDS}


def merge_snapshots(*, base: Snapshot, theirs: Snapshot, mine: Snapshot) -> SnapshotMerge:
    """Merge field by field. A change that one side made, or both made alike, is taken. All others are conflicts."""
    merged = SnapshotMerge()
    for name in ("title", "description", "content_type"):
        value = merge_values(base=base[name], theirs=theirs[name], mine=mine[name])
        if value is None:
            sides = zip(SIDES, (base, theirs, mine), strict=True)
            merged.conflicts.append({"field": name, **{side: snapshot[name] for side, snapshot in sides}})
        else:
            merged.values[name] = value
    _merge_metadata(merged, sides=(base["fields"], theirs["fields"], mine["fields"]))
    _add_text(merged, text=_merge_texts(base=base, theirs=theirs, mine=mine))
    return merged


def _merge_metadata(merged: SnapshotMerge, *, sides: tuple[Snapshot, Snapshot, Snapshot]) -> None:
    base, theirs, mine = ({key: canonical_json(value) for key, value in side.items()} for side in sides)
    members, conflicts = merge_members(base=base, theirs=theirs, mine=mine)
    # Compared in canonical form, stored as one of the sides wrote it. Later sides win, so mine does.
    originals = [(key, value) for side in sides for key, value in side.items()]
    merged.values["fields"] = {key: value for key, value in originals if members.get(key) == canonical_json(value)}
    for key in conflicts:
        known = {name: side[key] for name, side in zip(SIDES, sides, strict=True) if key in side}
        merged.conflicts.append({"field": "fields", "key": key, **known})


def _merge_texts(*, base: Snapshot, theirs: Snapshot, mine: Snapshot) -> Merge:
    """Merge the bodies. If the content types differ, the bodies are one whole conflict: no line can be compared."""
    texts = {name: side["body"] for name, side in zip(SIDES, (base, theirs, mine), strict=True)}
    pairs = [(side["content_type"], side["body"]) for side in (base, theirs, mine)]
    whole = merge_values(base=pairs[0], theirs=pairs[1], mine=pairs[2])
    if whole is not None:
        return Merge(pieces=(whole[1],))
    if base["content_type"] not in ("", mine["content_type"]) or theirs["content_type"] != mine["content_type"]:
        return whole_conflict(**texts)
    try:
        return run(merge_blocks if mine["content_type"] == Version.ContentType.BLOCK else merge, **texts)
    except TooCostly:
        # The person decides about the whole text, as if no line could be compared.
        return whole_conflict(**texts)


def _add_text(merged: SnapshotMerge, *, text: Merge) -> None:
    merged.coarse = text.coarse
    if text.text is not None:
        merged.values["body"] = text.text
        return
    merged.conflicts += [{"field": "body", **asdict(conflict)} for conflict in text.conflicts]
    numbers = count()
    merged.pieces = [
        {"text": piece} if isinstance(piece, str) else {"conflict": next(numbers)} for piece in text.pieces
    ]
