"""Show what a sync would do, without doing it."""

from dataclasses import dataclass

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.drafts._sync_sides import read_sides
from versioning.services.drafts.merge_snapshots import Snapshot, SnapshotMerge, merge_snapshots, snapshot_of


@dataclass(frozen=True)
class SyncPreview:
    """The draft, its base and the current version. `merged` is what `sync_draft` would make of them.

    A sync would do nothing if `current` is None or the draft is not outdated.
    """

    draft: Draft
    base: Version | None
    current: Version | None
    base_snapshot: Snapshot
    current_snapshot: Snapshot
    draft_snapshot: Snapshot
    merged: SnapshotMerge


def preview_sync(*, actor: Actor, draft: Draft) -> SyncPreview:
    """Merge without storing anything. Raises VersionFrozen (it was published or discarded meanwhile), NotFound."""
    authorize(actor=actor, action=Action.VIEW, project_id=draft.document.project_id)
    sides = read_sides(draft)
    base, theirs, mine = snapshot_of(sides.base), snapshot_of(sides.current), snapshot_of(sides.draft.version)
    return SyncPreview(
        draft=sides.draft,
        base=sides.base,
        current=sides.current,
        base_snapshot=base,
        current_snapshot=theirs,
        draft_snapshot=mine,
        merged=merge_snapshots(base=base, theirs=theirs, mine=mine),
    )
