"""Find the version that readers saw before the current one."""

from versioning.exceptions import CurrentChanged, NotPublished, VersionNotFound
from versioning.models import Version
from versioning.services.lookups import find_version
from versioning.services.versions.last_promotion import last_promotion

UNKNOWN = "The history doesn't say which version was current before. Make the version current that readers should see."


def version_before(version: Version) -> Version | None:
    """Return the version that was current when this one became current, or None if readers saw none.

    Return None for a version that is not current, too. Raises CurrentChanged if the history does not say it,
    VersionNotFound if that version is in the trash, and NotPublished if it is archived.
    """
    if not version.is_current:
        return None
    promotion = last_promotion(document=version.document)
    if promotion is None or promotion.version_id != version.pk:
        raise CurrentChanged(UNKNOWN)
    reference = promotion.data.get("former")
    if reference is None:
        return None
    try:
        former = find_version(document=version.document, reference=reference)
    except VersionNotFound:
        raise VersionNotFound("The version that was current before is in the trash.") from None
    if former.status != Version.Status.PUBLISHED:
        raise NotPublished(f"Version {former.number} was current before, and is archived. Restore it first.")
    return former
