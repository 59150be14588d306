"""Move a version of a locked document to the trash."""

from versioning import clock
from versioning.exceptions import LastVersion, NotPublished, VersionIsCurrent
from versioning.models import Verb, Version
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import forget_former_text


def trash(held: LockedDocument, version: Version) -> None:
    """Move the version, which was read under the lock, to the trash. Its number is not used again.

    Raises NotPublished (a draft is discarded instead), VersionIsCurrent, LastVersion.
    """
    _check(held, version)
    version.trashed_at = clock.now()
    version.save(update_fields=("trashed_at",))
    forget_former_text(held, version)
    record_change(held, Verb.VERSION_TRASHED, version=version, number=version.number)


def _check(held: LockedDocument, version: Version) -> None:
    if version.status == Version.Status.DRAFT:
        raise NotPublished("An open draft is discarded instead.")
    if held.document.current_id == version.pk:
        raise VersionIsCurrent
    if not Version.objects.in_history(held.document.pk).exclude(pk=version.pk).exists():
        raise LastVersion
