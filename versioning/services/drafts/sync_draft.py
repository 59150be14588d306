"""Merge the current version into a draft that is behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from versioning.exceptions import DraftChanged, MergeConflict
from versioning.models import Actor, Draft, Verb, Version
from versioning.models.differences import differs
from versioning.policies import Action, authorize
from versioning.services.drafts._sync_sides import SyncSides, read_sides
from versioning.services.drafts.merge_snapshots import SnapshotMerge, merge_snapshots, snapshot_of
from versioning.services.kernel.locking import locked
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.saving import PackedChanges, changed_meanwhile, read_writable, store
from versioning.services.kernel.snapshots import check_snapshot

ATTEMPTS = 3
RESOLVED_ANOTHER = "Another version became current since this was resolved. Nothing of yours was stored."
CHANGED_EACH_TIME = "The draft or the current version changed each time while they were merged. Nothing was stored."


@dataclass(frozen=True)
class Resolution:
    """The caller's decision on conflicts: whole snapshot fields, as `save_draft` takes them.

    It is for one merge: of the version that becomes the base (its id or number) into this revision of the draft.
    """

    base: UUID | int
    revision: int
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Synced:
    """`merged` is False if the draft was not outdated and nothing was done."""

    draft: Draft
    merged: bool


def sync_draft(
    *, actor: Actor, draft: Draft, resolution: Resolution | None = None, expected_revision: int | None = None
) -> Synced:
    """Merge what changed between the draft's base and the current version into the draft, and move the base there.

    What merges is saved as the draft's next revision. The current version becomes the second parent of the draft's
    version. If something conflicts, nothing is stored and MergeConflict has the conflicts, which a `resolution` for the
    same two texts can settle. Nothing happens to a draft that is not outdated or if no version is current.

    Raises InvalidValue, DraftChanged (another revision than the expected one, or others kept writing during the merge),
    VersionFrozen (the draft was published or discarded meanwhile), StatusReadOnly, NotFound.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    if resolution is not None:
        check_snapshot(resolution.changes)
    # A merge takes its time, so it is made without the lock, and made again if a side changed meanwhile.
    for _ in range(ATTEMPTS):
        sides = read_sides(draft)
        _refuse_other_revisions(sides, resolution=resolution, expected=expected_revision)
        if sides.current is None or not sides.draft.is_outdated:
            return Synced(draft=sides.draft, merged=False)
        changes = _changes(sides, current=sides.current, resolution=resolution)
        saved = _save(actor=actor, sides=sides, current=sides.current, changes=changes)
        if saved is not None:
            return Synced(draft=saved, merged=True)
    refusal = changed_meanwhile(read_sides(draft).draft, changes={})
    raise DraftChanged(CHANGED_EACH_TIME, **refusal.data)


def _refuse_other_revisions(sides: SyncSides, *, resolution: Resolution | None, expected: int | None) -> None:
    expected_ones = {expected, sides.draft.revision if resolution is None else resolution.revision} - {None}
    if expected_ones != {sides.draft.revision}:
        raise changed_meanwhile(sides.draft, changes={} if resolution is None else resolution.changes)


def _changes(sides: SyncSides, *, current: Version, resolution: Resolution | None) -> dict[str, Any]:
    """Return the fields to be saved in the draft. Raises MergeConflict, InvalidValue."""
    mine = snapshot_of(sides.draft.version)
    merged = merge_snapshots(base=snapshot_of(sides.base), theirs=snapshot_of(current), mine=mine)
    if resolution is not None and resolution.base not in (current.pk, current.number):
        raise _conflict(sides, current=current, merged=merged, message=RESOLVED_ANOTHER)
    resolved = {} if resolution is None else resolution.changes
    merged.conflicts = merged.unresolved(resolved)
    if merged.conflicts:
        raise _conflict(sides, current=current, merged=merged)
    values = {**merged.values, **resolved}
    return {name: value for name, value in values.items() if differs(sides.draft.version, name=name, value=value)}


def _conflict(
    sides: SyncSides, *, current: Version, merged: SnapshotMerge, message: str | None = None
) -> MergeConflict:
    return MergeConflict(
        message,
        base=sides.base and {"id": str(sides.base.pk), "number": sides.base.number},
        current={"id": str(current.pk), "number": current.number},
        draft={"identifier": sides.draft.identifier, "revision": sides.draft.revision},
        conflicts=merged.conflicts,
        merged=merged.values,
        pieces=merged.pieces,
        coarse=merged.coarse,
    )


def _save(*, actor: Actor, sides: SyncSides, current: Version, changes: Mapping[str, Any]) -> Draft | None:
    """Save the merge and return the draft, or store nothing and return None if a side is not what was merged."""
    packed = PackedChanges.of_draft(sides.draft.version, changes)
    with locked(sides.draft.document_id, actor=actor) as held:
        opened = read_writable(held, sides.draft.pk, changes=packed)
        merged_sides = (sides.draft.revision, sides.draft.base_id, current.pk)
        # Somebody saved, synced or promoted since the sides were read. The caller merges again.
        if (opened.revision, opened.draft.base_id, held.document.current_id) != merged_sides:
            return None
        replaced = store(opened, merged=current)
        record_change(
            held,
            Verb.DRAFT_SYNCED,
            version=opened.version,
            revision=opened.revision,
            fields=sorted(changes),
            **replaced,
            base=sides.base and sides.base.number,
            current=current.number,
        )
    return opened.draft
