"""Bringing the current version into a draft that is behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import DraftChanged, MergeConflict
from versioning.models import Actor, Draft, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.drafts._sync_sides import SyncSides, read_sides
from versioning.services.drafts.merge_snapshots import SnapshotMerge, merge_snapshots, snapshot_of
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record
from versioning.services.kernel.saving import changed_meanwhile, pack_changes, read_open, store
from versioning.services.kernel.snapshots import check_body, check_snapshot, differs

ATTEMPTS = 3
RESOLVED_ANOTHER = "Another version became current since this was resolved. Nothing of yours was stored."
NEVER_STILL = "The draft or the current version changed each time while they were merged. Nothing was stored."


@dataclass(frozen=True)
class Resolution:
    """What a caller made of conflicts: whole snapshot fields, as `save_draft` takes them.

    It is for one merge alone: of the version that becomes the base (its id or number) into this revision of the draft.
    """

    base: UUID | int
    revision: int
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Synced:
    """`merged` is False where there was nothing to bring in, and nothing was done."""

    draft: Draft
    merged: bool


def sync_draft(
    *, actor: Actor, draft: Draft, resolution: Resolution | None = None, expected_revision: int | None = None
) -> Synced:
    """Merge what changed from the draft's base to the current version into the draft; its base is then the current.

    Fields and texts that merge are stored as the draft's next revision, and the version remembers the current one as
    its second parent. Otherwise nothing is stored: raises MergeConflict with the conflicts, which a `resolution` for
    the same two texts may settle. Nothing happens to a draft that is not outdated, nor where no version is current.

    Raises too InvalidValue, DraftChanged (another revision than `expected_revision` or the resolution's, or others
    kept writing during the merge), VersionFrozen (it was published or discarded meanwhile), StatusReadOnly, NotFound.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    if resolution is not None:
        check_snapshot(resolution.changes)
    for _ in range(ATTEMPTS):
        sides = read_sides(draft)
        _refuse_other_revisions(sides, resolution=resolution, expected=expected_revision)
        if sides.current is None or not sides.draft.is_outdated:
            return Synced(draft=sides.draft, merged=False)
        changes = _changes(sides, current=sides.current, resolution=resolution)
        saved = _save(actor=actor, sides=sides, current=sides.current, changes=changes)
        if saved is not None:
            return Synced(draft=saved, merged=True)
    refusal = changed_meanwhile(draft=read_sides(draft).draft, changes={})
    raise DraftChanged(NEVER_STILL, **refusal.data)


def _refuse_other_revisions(sides: SyncSides, *, resolution: Resolution | None, expected: int | None) -> None:
    awaited = {expected, sides.draft.revision if resolution is None else resolution.revision} - {None}
    if awaited != {sides.draft.revision}:
        raise changed_meanwhile(draft=sides.draft, changes={} if resolution is None else resolution.changes)


def _changes(sides: SyncSides, *, current: Version, resolution: Resolution | None) -> dict[str, Any]:
    """What is to be stored in the draft. Raises MergeConflict, InvalidValue."""
    mine = snapshot_of(sides.draft.version)
    merged = merge_snapshots(base=snapshot_of(sides.base), theirs=snapshot_of(current), mine=mine)
    if resolution is not None and resolution.base not in (current.pk, current.number):
        raise _conflict(sides, current=current, merged=merged, message=RESOLVED_ANOTHER)
    resolved = {} if resolution is None else resolution.changes
    merged.conflicts = merged.unresolved(resolved)
    if merged.conflicts:
        raise _conflict(sides, current=current, merged=merged)
    values = {**merged.values, **resolved}
    check_body(body=values["body"], content_type=values["content_type"])
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
    """The draft as it is now; None, and nothing stored, where it or the pointer is not any more what was merged."""
    packed = pack_changes(version=sides.draft.version, changes=changes)
    with transaction.atomic():
        document = lock_document(sides.draft.document_id)
        opened = read_open(draft=sides.draft, document=document, packed=packed)
        draft = opened.draft
        merged = (sides.draft.revision, sides.draft.base_id, current.pk)
        if (draft.revision, draft.base_id, document.current_id) != merged:
            return None
        former_body_id = store(actor=actor, opened=opened, changes={**changes, "merged": current})
        draft.base = current
        draft.save(update_fields=("base",))
        record(
            actor=actor,
            verb=Verb.DRAFT_SYNCED,
            project_id=document.project_id,
            document=document,
            version=draft.version,
            revision=draft.revision,
            fields=sorted(changes),
            former_body=former_body_id,
            base=sides.base and sides.base.number,
            current=current.number,
        )
    return draft
