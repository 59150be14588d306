"""Discard a draft and reopen it as it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import UUIDField, Value

from versioning import clock
from versioning.exceptions import NotDiscarded, VersionFrozen
from versioning.models import Branch, Draft, Event, Verb, Version
from versioning.models.quotas.usage import Amounts, QuotaColumn, read_quota
from versioning.services.kernel.identifiers import insert_with_identifier
from versioning.services.kernel.locking import LockedDocument, LockedDraft, lock_draft, read_version
from versioning.services.kernel.quota import refuse_excess
from versioning.services.kernel.recording import record_change


def discard(held: LockedDraft) -> Version:
    """Archive the draft's version and close the draft. The event keeps what reopening needs."""
    draft, version = held.draft, held.version
    version.status, version.archived_at = Version.Status.ARCHIVED, clock.now()
    version.save(update_fields=("status", "archived_at"))
    # The row that has these values exists only while the draft is open.
    former: dict[str, Any] = {
        "identifier": draft.identifier,
        "revision": draft.revision,
        "branch": draft.branch_id and str(draft.branch_id),
        "base": draft.base_id and str(draft.base_id),
        "forked_at": draft.created_at.isoformat(),
        "saved_at": draft.last_saved_at.isoformat(),
        "saved_by": str(draft.last_saved_by_id),
    }
    draft.delete()
    record_change(held, Verb.DRAFT_DISCARDED, version=version, number=version.number, **former)
    return version


def reopen(held: LockedDocument, version_id: UUID) -> LockedDraft:
    """Open the discarded draft of this version again.

    Raises VersionNotFound, VersionFrozen, NotDiscarded, QuotaExceeded.
    """
    version = read_version(held, version_id)
    if version.was_published:
        raise VersionFrozen
    if version.status != Version.Status.ARCHIVED:
        raise NotDiscarded
    version.status, version.archived_at = Version.Status.DRAFT, None
    version.save(update_fields=("status", "archived_at"))
    draft = _insert_draft(held, version=version)
    record_change(
        held,
        Verb.DRAFT_REOPENED,
        version=version,
        number=version.number,
        branch=draft.branch_id and str(draft.branch_id),
    )
    return lock_draft(held, draft)


def _insert_draft(held: LockedDocument, *, version: Version) -> Draft:
    discards = Event.objects.filter(version=version, document=held.document, verb=Verb.DRAFT_DISCARDED)
    # An open draft counts for the person who began it, whoever reopens it.
    person = Value(version.created_by_id, output_field=UUIDField())
    discarded = discards.annotate(quota=QuotaColumn("project_id", person)).latest("id")
    refuse_excess(read_quota(discarded), adding=Amounts(drafts=1))
    former = discarded.data
    # The base may have been purged since.
    base = former["base"] and Version.objects.filter(pk=former["base"]).first()
    return insert_with_identifier(
        Draft(
            version=version,
            document=held.document,
            branch_id=_free_branch(held, former["branch"]),
            base=base or None,
            revision=former["revision"],
            created_at=datetime.fromisoformat(former["forked_at"]),
            last_saved_at=datetime.fromisoformat(former["saved_at"]),
            last_saved_by_id=UUID(former["saved_by"]),
        ),
        # Links to the draft should work again. Another draft may have got the same 8 digits meanwhile.
        wanted=(former["identifier"],),
    )


def _free_branch(held: LockedDocument, branch_id: str | None) -> UUID | None:
    """Return the key of the branch, or None if it is gone, closed, or has another draft of the document."""
    if branch_id is None:
        return None
    # `close_branch` takes the same lock. The condition comes after it: a filtered row would be the one before the wait.
    branch = Branch.objects.select_for_update(no_key=True).filter(pk=branch_id).first()
    if branch is None or branch.closed_at is not None or branch.drafts.filter(document=held.document).exists():
        return None
    return branch.pk
