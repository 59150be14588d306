"""Turn a person's choices on the conflicts of a merge into whole fields."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from versioning.models import Version
from versioning.services.drafts.merge_snapshots import SnapshotMerge
from versioning.text.compare.budget import Budget
from versioning.text.compare.diff import WORD_CELLS
from versioning.text.merge.words import merge_words

WORDED = ("title", "description")


class Keep(Enum):
    """What is kept if both sides changed something. HAND is a text written by hand."""

    MERGED = "merged"
    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    HAND = "hand"


@dataclass(frozen=True)
class Choice:
    """The choice on one conflict. Only HAND uses `text`."""

    keep: Keep
    text: str = ""


@dataclass(frozen=True)
class OpenConflict:
    """One conflict with its possible choices. A side without the value is None.

    `key` stays the same as long as the sides of the conflict do, whatever else changes. `member` is the key of a
    conflict within the metadata. For conflicts in the text, `place` counts from 0, and `line` is the number of the
    first line in the draft's text. `suggestion` combines the words of both sides, or is None.
    """

    field: str
    member: str
    base: Any
    theirs: Any
    mine: Any
    suggestion: str | None
    options: tuple[Keep, ...]
    line: int = 0
    key: str = ""
    place: int = 0

    def value(self, choice: Choice) -> Any:
        """Return the chosen value, or None if the chosen side does not have the member."""
        if choice.keep is Keep.BOTH:
            return _ended(self.theirs) + str(self.mine)
        if choice.keep is Keep.HAND:
            return self._by_hand(choice.text)
        return {Keep.THEIRS: self.theirs, Keep.MINE: self.mine, Keep.MERGED: self.suggestion}[choice.keep]

    def _by_hand(self, text: str) -> str:
        """Return the text with the line endings of the sides. A browser sends one kind only."""
        sides = (str(self.theirs), str(self.mine))
        if self.field != "body" or not text:
            return text
        # The text that follows in the body must begin on a line of its own.
        ended = _ended(text) if all(side.endswith("\n") for side in sides if side) else text
        return ended.replace("\n", "\r\n") if all("\r\n" in side for side in sides if side) else ended


def open_conflicts(merged: SnapshotMerge) -> list[OpenConflict]:
    """Return the conflicts in the order of the fields, those of the text in the order of its lines."""
    conflicts: list[OpenConflict] = []
    counts: dict[str, int] = {}
    is_block = merged.values.get("content_type", Version.ContentType.BLOCK) == Version.ContentType.BLOCK
    for conflict in merged.conflicts:
        opened = _of_text(conflict, is_block=is_block) if conflict["field"] == "body" else _of_field(conflict)
        digest = _digest(opened)
        # Equal conflicts in different places are told apart by a number.
        counts[digest] = counts.get(digest, 0) + 1
        place = sum(one.field == "body" for one in conflicts)
        conflicts.append(replace(opened, key=f"{digest}-{counts[digest]}", place=place))
    return conflicts


def settle(merged: SnapshotMerge, *, choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Return every field that was in conflict, whole, as `save_draft` takes it.

    `choices` has one choice for the key of each open conflict.
    """
    values: dict[str, Any] = {}
    texts: list[str] = []
    for conflict in open_conflicts(merged):
        value = conflict.value(choices[conflict.key])
        if conflict.field == "body":
            texts.append(value)
        elif conflict.field == "fields":
            members = values.setdefault("fields", dict(merged.values["fields"]))
            members.update({} if value is None else {conflict.member: value})
        else:
            values[conflict.field] = value
    if merged.pieces is not None:
        values["body"] = "".join(
            piece["text"] if "text" in piece else texts[piece["conflict"]] for piece in merged.pieces
        )
    return values


def _digest(conflict: OpenConflict) -> str:
    sides = [conflict.field, conflict.member, conflict.base, conflict.theirs, conflict.mine]
    return hashlib.sha256(json.dumps(sides, sort_keys=True).encode()).hexdigest()[:12]


def _of_text(conflict: Mapping[str, Any], *, is_block: bool) -> OpenConflict:
    base, theirs, mine = (conflict[side]["text"] for side in ("base", "theirs", "mine"))
    suggestion = conflict["suggestion"]
    # Two JSON documents in a row are none.
    both = () if is_block or not (theirs and mine) else (Keep.BOTH,)
    return OpenConflict(
        field="body",
        member="",
        base=base,
        theirs=theirs,
        mine=mine,
        suggestion=suggestion,
        options=(*_merged(suggestion), Keep.THEIRS, Keep.MINE, *both, Keep.HAND),
        line=conflict["mine"]["start"],
    )


def _of_field(conflict: Mapping[str, Any]) -> OpenConflict:
    base, theirs, mine = (conflict.get(side) for side in ("base", "theirs", "mine"))
    field = conflict["field"]
    suggestion = None
    if field in WORDED:
        suggestion = merge_words(base=str(base), theirs=str(theirs), mine=str(mine), budget=Budget(WORD_CELLS))
    return OpenConflict(
        field=field,
        member=conflict.get("key", ""),
        base=base,
        theirs=theirs,
        mine=mine,
        suggestion=suggestion,
        options=(*_merged(suggestion), Keep.THEIRS, Keep.MINE, *((Keep.HAND,) if field in WORDED else ())),
    )


def _merged(suggestion: str | None) -> tuple[Keep, ...]:
    return () if suggestion is None else (Keep.MERGED,)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
