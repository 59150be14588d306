"""What a sync would do, before anybody asks for it."""

from dataclasses import dataclass

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.drafts._sync_sides import read_sides
from versioning.services.drafts.merge_snapshots import Snapshot, SnapshotMerge, merge_snapshots, snapshot_of


@dataclass(frozen=True)
class SyncPreview:
    """The draft as it stands, what it is based on, and what is current; `merged` is what `sync_draft` would make.

    Nothing is to be done where `current` is None or the draft is not outdated.
    """

    draft: Draft
    base: Version | None
    current: Version | None
    base_snapshot: Snapshot
    current_snapshot: Snapshot
    draft_snapshot: Snapshot
    merged: SnapshotMerge


def preview_sync(*, actor: Actor, draft: Draft) -> SyncPreview:
    """Stores nothing. Raises VersionFrozen (it was published or discarded meanwhile), NotFound."""
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
