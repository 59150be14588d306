"""Two sides that changed one draft, and what they have in common: what the conflict page is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from versioning.models import Actor, Draft, Version
from versioning.services.drafts.conflict_resolution import Choice, OpenConflict, open_conflicts, settle
from versioning.services.drafts.former_body import former_body
from versioning.services.drafts.merge_snapshots import Snapshot, SnapshotMerge, merge_snapshots, snapshot_of
from versioning.services.drafts.preview_sync import preview_sync
from versioning.web.drafts.calls import FIELDS
from versioning.web.drafts.form import with_line_ends


class Cause(Enum):
    SYNC = "sync"
    SAVE = "save"


@dataclass(frozen=True)
class Collision:
    """The draft is as it is stored now: `mine` in a sync, `theirs` where a save collided with another one."""

    cause: Cause
    draft: Draft
    base_version: Version | None
    current: Version | None
    base: Snapshot
    theirs: Snapshot
    mine: Snapshot
    merged: SnapshotMerge

    @cached_property
    def conflicts(self) -> list[OpenConflict]:
        return open_conflicts(self.merged)

    @property
    def stored(self) -> Snapshot:
        return self.mine if self.cause is Cause.SYNC else self.theirs

    @property
    def carried(self) -> dict[str, dict[str, Any]]:
        """What is not on the server, and goes through every round trip with the form; nothing in a sync."""
        if self.cause is Cause.SYNC:
            return {}
        return {side: {name: snapshot[name] for name in FIELDS} for side, snapshot in self._typed}

    @property
    def _typed(self) -> tuple[tuple[str, Snapshot], ...]:
        return (("base", self.base), ("mine", self.mine))

    def settled(self, choices: Mapping[str, Choice]) -> dict[str, Any]:
        """The whole snapshot, with a choice for each conflict."""
        return {**self.merged.values, **settle(self.merged, choices=choices)}


def collision_of_sync(*, actor: Actor, draft: Draft) -> Collision:
    preview = preview_sync(actor=actor, draft=draft)
    return Collision(
        cause=Cause.SYNC,
        draft=preview.draft,
        base_version=preview.base,
        current=preview.current,
        base=preview.base_snapshot,
        theirs=preview.current_snapshot,
        mine=preview.draft_snapshot,
        merged=preview.merged,
    )


def collision_of_save(*, draft: Draft, base: Mapping[str, str], mine: Mapping[str, str]) -> Collision:
    """The draft comes with its text; `base` and `mine` are the fields that are typed, as they were and as they are.

    Whatever a browser made of their line ends, they are read with those of what is stored.
    """
    theirs = snapshot_of(draft.version)
    sides = [
        {**theirs, **{name: with_line_ends(side[name], like=theirs[name]) for name in FIELDS}} for side in (base, mine)
    ]
    return Collision(
        cause=Cause.SAVE,
        draft=draft,
        base_version=None,
        current=None,
        base=sides[0],
        theirs=theirs,
        mine=sides[1],
        merged=merge_snapshots(base=sides[0], theirs=theirs, mine=sides[1]),
    )


@dataclass(frozen=True)
class RecoveredBase:
    """What a save was based on, where its sender did not say; `told` says where it is from."""

    values: dict[str, str]
    told: str


def recover_base(*, draft: Draft, revision: int) -> RecoveredBase:
    """From the draft's own history where it is kept still, else from the version that the draft is based on."""
    forked_from = snapshot_of(draft.base)
    values = {name: forked_from[name] for name in FIELDS}
    body = former_body(draft=draft, revision=revision)
    if body is not None:
        told = f"The base is the text as it was at revision {revision}, on which yours was written."
        return RecoveredBase({**values, "body": body}, told)
    number = "nothing" if draft.base is None else f"version {draft.base.number}"
    told = f"Revision {revision}, on which yours was written, is not kept any more. The base is {number}."
    return RecoveredBase(values, told)
