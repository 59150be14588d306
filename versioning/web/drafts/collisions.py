"""Two sides that changed one draft, and the version they both started from: the subject of the conflict page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from versioning.models import Actor, CorruptBlob, Draft, Version
from versioning.services.drafts.conflict_resolution import Choice, OpenConflict, open_conflicts, settle
from versioning.services.drafts.fields_at_revision import fields_at_revision
from versioning.services.drafts.merge_snapshots import Snapshot, SnapshotMerge, merge_snapshots, snapshot_of
from versioning.services.drafts.preview_sync import preview_sync
from versioning.web.drafts.editor_json import FIELDS, draft_json
from versioning.web.drafts.form import DraftForm, with_line_ends


class Cause(Enum):
    """What collided with the draft: the current version in a sync, another save in a save."""

    SYNC = "sync"
    SAVE = "save"


@dataclass(frozen=True)
class Collision:
    """Three snapshots and their merge.

    The stored draft is `mine` in a sync. If a save collided with another one, it is `theirs`.
    """

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
        """The snapshot of the stored draft."""
        return self.mine if self.cause is Cause.SYNC else self.theirs

    @property
    def carried(self) -> dict[str, dict[str, Any]]:
        """The texts that no server has stored, so that the form has to carry them through every round trip."""
        # Both sides of a sync are stored.
        if self.cause is Cause.SYNC:
            return {}
        return {side: {name: snapshot[name] for name in FIELDS} for side, snapshot in self._typed}

    @property
    def _typed(self) -> tuple[tuple[str, Snapshot], ...]:
        return (("base", self.base), ("mine", self.mine))

    def settled(self, choices: Mapping[str, Choice]) -> dict[str, Any]:
        """Return the whole snapshot, with a choice for each conflict."""
        return {**self.merged.values, **settle(self.merged, choices=choices)}


def collision_of_sync(*, actor: Actor, draft: Draft) -> Collision:
    """Return the collision of the draft with its document's current version. Raises NotAllowed."""
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
    """Return the collision of a save with the stored draft, which must be loaded with its text.

    `base` and `mine` are the fields FIELDS, as the page got them and as the person left them.
    """
    theirs = snapshot_of(draft.version)
    # Browsers send CR LF for every line end. Without this, every line would collide.
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
    """The base of a save whose sender did not send it. `is_kept`: it is the text of that revision, not a substitute."""

    values: dict[str, str]
    revision: int
    is_kept: bool


def find_base(*, draft: Draft, form: DraftForm) -> tuple[dict[str, str], RecoveredBase | None]:
    """Return the fields FIELDS that a validated form is based on. What it does not have is recovered by its revision.

    The second value says how, or is None if the form has everything.
    """
    if form.has_base():
        return _texts(form.base(like=draft_json(draft))), None
    recovered = recover_base(draft=draft, revision=form.cleaned_data.get("revision") or 0)
    return _texts(form.base(like=recovered.values)), recovered


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(fields[name]) for name in FIELDS}


def recover_base(*, draft: Draft, revision: int) -> RecoveredBase:
    """Return the draft's fields at a revision if its text can be read, else those of the version it is based on."""
    try:
        values = fields_at_revision(draft=draft, revision=revision)
    except CorruptBlob:
        # The page must still show what was typed, which is nowhere else.
        values = None
    if values is not None:
        return RecoveredBase(values, revision, is_kept=True)
    forked_from = snapshot_of(draft.base)
    return RecoveredBase({name: forked_from[name] for name in FIELDS}, revision, is_kept=False)
