"""What a sync merges: the draft, the version it was forked from or last synced with, and the current one."""

from dataclasses import dataclass

from versioning.exceptions import NotFound, VersionFrozen
from versioning.models import Draft, Version


@dataclass(frozen=True)
class SyncSides:
    """What is merged, as it stood at one moment: the merge takes its time, and is made without the lock."""

    draft: Draft
    base: Version | None
    current: Version | None


def read_sides(draft: Draft) -> SyncSides:
    """As they are stored now, with texts. Raises VersionFrozen (published or discarded meanwhile), NotFound."""
    stored = Draft.objects.filter(pk=draft.pk).with_everything().first()
    if stored is None:
        raise VersionFrozen("This draft was published or discarded meanwhile. Nothing of yours was stored.")
    document = stored.document
    if document.trashed_at is not None:
        raise NotFound
    stored.version.document = document
    versions = (
        Version.objects.filter(document=document)
        .with_text()
        .in_bulk([pk for pk in (stored.base_id, document.current_id) if pk is not None])
    )
    base = versions.get(stored.base_id) if stored.base_id else None
    return SyncSides(
        draft=stored, base=base, current=versions.get(document.current_id) if document.current_id else None
    )
