"""Fork a version of a locked document."""

from uuid import UUID

from versioning.exceptions import BranchClosed, DraftExists, NotFound, VersionNotFound
from versioning.models import Branch, Verb, Version
from versioning.models.branch import BranchForFork
from versioning.models.quotas.usage import Amounts
from versioning.models.sql.references import CURRENT, Key, version_key
from versioning.services.kernel.locking import LockedDocument, LockedDraft, NumberedDocument, take_next_number
from versioning.services.kernel.new_version import open_draft
from versioning.services.kernel.quota import bytes_beside_body, refuse_excess
from versioning.services.kernel.recording import record_change


def fork(
    held: NumberedDocument, *, source: Version, branch_id: UUID | None = None, name: str | None = None
) -> LockedDraft:
    """Open a draft that is a copy of `source`. No text is copied. Without `branch_id` it is free-standing.

    Raises QuotaExceeded.
    """
    snapshot = source.snapshot()
    refuse_excess(held.quota, adding=Amounts(bytes=bytes_beside_body(snapshot), versions=1, drafts=1))
    # The snapshot has the key of the blob, so a fork costs the same however long the text is.
    opened = open_draft(held, snapshot=snapshot, source=source, branch_id=branch_id, name=name)
    record_change(
        held,
        Verb.DRAFT_FORKED,
        version=opened.version,
        number=opened.version.number,
        source=source.number,
        branch=branch_id and str(branch_id),
    )
    return opened


def fork_to_main(held: LockedDocument, *, source: Version) -> LockedDraft:
    """Open a draft on the branch main. Raises DraftExists, QuotaExceeded."""
    place = find_branch(held, None)
    # The document's lock is held, so nobody opens another draft meanwhile.
    if place.open_draft_id is not None:
        raise DraftExists
    return fork(take_next_number(held, quota=place.quota), source=source, branch_id=place.branch.pk)


def find_branch(held: LockedDocument, branch_id: UUID | None) -> BranchForFork:
    """Return the branch, main by default, with the document's open draft on it. Raises NotFound."""
    document, user = held.document, held.actor.user.pk
    place = Branch.objects.to_fork_to(branch_id, project=document.project_id, document=document.pk, user=user)
    if place is None:
        raise NotFound("This project has no such branch.")
    return place


def refuse_closed(place: BranchForFork) -> None:
    """Raise BranchClosed if the branch is closed to new drafts."""
    if place.branch.closed_at is not None:
        raise BranchClosed


def find_source(held: LockedDocument, reference: str, *, known_current: Version | None = None) -> Version:
    """Return the document's version with this UUID or number, or the `current` one. Raises VersionNotFound.

    `known_current` was the current version before the lock was taken. Its snapshot is immutable, so it need not be
    read again if it is still the current one.
    """
    document, key = held.document, version_key(reference)
    if key is not None and key.name == CURRENT:
        if known_current is not None and known_current.pk == document.current_id:
            return known_current
        key = Key("id", document.current_id)
    version = None if key is None else Version.objects.find_to_copy(key, of=document.pk)
    if version is None:
        raise VersionNotFound
    return version


def find_newest_published(held: LockedDocument) -> Version | None:
    """Return the newest version that was ever published, or None."""
    return Version.objects.of(held.document.pk).newest_first().ever_published().first()
