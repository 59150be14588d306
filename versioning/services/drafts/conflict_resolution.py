"""What a person makes of the conflicts of a merge: a choice for each, and the whole fields that come of them."""

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
    """What stands where both sides changed something."""

    MERGED = "merged"
    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"
    HAND = "hand"


@dataclass(frozen=True)
class Choice:
    """`text` is what was written by hand, which HAND takes."""

    keep: Keep
    text: str = ""


@dataclass(frozen=True)
class OpenConflict:
    """One conflict with the choices that it leaves; a side that lacks the value is None.

    `key` is the same for as long as the conflict is, whatever else changes around it. Of the conflicts of the text,
    `place` counts from 0 and `line` is the number of the first line in the text that is mine. `suggestion` has the
    words of both sides.
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
        """What is chosen; None for a member that the chosen side lacks."""
        if choice.keep is Keep.BOTH:
            return _ended(self.theirs) + str(self.mine)
        if choice.keep is Keep.HAND:
            return self._by_hand(choice.text)
        return {Keep.THEIRS: self.theirs, Keep.MINE: self.mine, Keep.MERGED: self.suggestion}[choice.keep]

    def _by_hand(self, text: str) -> str:
        """With the newlines that the sides have: a browser knows one kind, and what follows begins a line."""
        sides = (str(self.theirs), str(self.mine))
        if self.field != "body" or not text:
            return text
        ended = _ended(text) if all(side.endswith("\n") for side in sides if side) else text
        return ended.replace("\n", "\r\n") if all("\r\n" in side for side in sides if side) else ended


def open_conflicts(merged: SnapshotMerge) -> list[OpenConflict]:
    """In the order of the fields, those of the text in the order of its lines."""
    found: list[OpenConflict] = []
    seen: dict[str, int] = {}
    is_block = merged.values.get("content_type", Version.ContentType.BLOCK) == Version.ContentType.BLOCK
    for conflict in merged.conflicts:
        opened = _of_text(conflict, is_block=is_block) if conflict["field"] == "body" else _of_field(conflict)
        digest = _digest(opened)
        seen[digest] = seen.get(digest, 0) + 1
        place = sum(one.field == "body" for one in found)
        found.append(replace(opened, key=f"{digest}-{seen[digest]}", place=place))
    return found


def settle(merged: SnapshotMerge, *, choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Every field that was in conflict, whole, as `save_draft` takes them; `choices` has one for each key."""
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
    told = json.dumps([conflict.field, conflict.member, conflict.base, conflict.theirs, conflict.mine], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _of_text(conflict: Mapping[str, Any], *, is_block: bool) -> OpenConflict:
    base, theirs, mine = (conflict[side]["text"] for side in ("base", "theirs", "mine"))
    suggestion = conflict["suggestion"]
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
