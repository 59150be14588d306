"""Read what a sync merges: the draft, its base and the current version."""

from dataclasses import dataclass

from versioning.exceptions import NotFound, VersionFrozen
from versioning.models import Draft, Version
from versioning.services.kernel.saving import NOTHING_STORED


@dataclass(frozen=True)
class SyncSides:
    """What is merged, as it was at one moment. The merge is made without the lock."""

    draft: Draft
    base: Version | None
    current: Version | None


def read_sides(draft: Draft) -> SyncSides:
    """Return the sides as they are stored now, with texts. Raises NotFound, VersionFrozen (the draft was closed)."""
    stored = Draft.objects.filter(pk=draft.pk).with_everything().first()
    if stored is None:
        raise VersionFrozen(NOTHING_STORED)
    document = stored.document
    if document.trashed_at is not None:
        raise NotFound
    stored.version.document = document
    keys = [pk for pk in (stored.base_id, document.current_id) if pk is not None]
    versions = Version.objects.filter(document=document).with_text().in_bulk(keys)
    return SyncSides(
        draft=stored,
        base=versions.get(stored.base_id) if stored.base_id else None,
        current=versions.get(document.current_id) if document.current_id else None,
    )
