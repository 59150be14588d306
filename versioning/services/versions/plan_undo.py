"""Find what undoing a publication would do."""

from dataclasses import dataclass
from enum import Enum

from versioning.exceptions import CurrentChanged, NotPublished, VersionNotFound
from versioning.models import Document, Event, Verb, Version
from versioning.services.lookups import find_version
from versioning.services.versions.last_promotion import last_promotion

UNKNOWN = "The history doesn't say which version was current before. Make the version current that readers should see."


class Means(Enum):
    """How the version is taken back."""

    RETURN = "the version that was current before becomes current again"
    ARCHIVE = "the version is archived"
    WITHDRAW = "the version is no longer current, and stays published"


@dataclass(frozen=True)
class UndoPlan:
    """What undoing would do. `former` is the version that becomes current again, for RETURN only."""

    means: Means
    former: Version | None = None


def plan_undo(version: Version) -> UndoPlan:
    """Return what undoes the last change of what readers see of this version.

    Raises NotPublished if the version, or the one that was current before, is not published, CurrentChanged if another
    version became current since or the history does not say what was current before, and VersionNotFound if that
    version is in the trash.
    """
    if version.status != Version.Status.PUBLISHED:
        raise NotPublished(f"Version {version.number} is not published.")
    document = version.document
    if not version.is_current:
        if Event.objects.filter(document=document, version=version, verb=Verb.VERSION_PROMOTED).exists():
            raise CurrentChanged(f"Version {version.number} was current, and no longer is.")
        return UndoPlan(Means.ARCHIVE)
    promotion = last_promotion(document=document)
    if promotion is None or promotion.version_id != version.pk:
        raise CurrentChanged(UNKNOWN)
    reference = promotion.data.get("former")
    if reference is None:
        return UndoPlan(Means.ARCHIVE if _was_published_by(promotion) else Means.WITHDRAW)
    return UndoPlan(Means.RETURN, _find_former(document, str(reference)))


def _was_published_by(promotion: Event) -> bool:
    """Return whether the version was published in the same step in which it became current."""
    before = Event.objects.filter(document=promotion.document_id, id__lt=promotion.pk).newest_first().first()
    published = (Verb.VERSION_PUBLISHED, promotion.version_id, promotion.at)
    return before is not None and (before.verb, before.version_id, before.at) == published


def _find_former(document: Document, reference: str) -> Version:
    try:
        former = find_version(document=document, reference=reference)
    except VersionNotFound:
        raise VersionNotFound("The version that was current before is in the trash.") from None
    if former.status != Version.Status.PUBLISHED:
        raise NotPublished(f"Version {former.number} was current before, and is archived. Restore it first.")
    return former
