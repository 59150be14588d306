"""Opening a discarded draft again, as it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import NotDiscarded, VersionFrozen, VersionNotFound
from versioning.models import Actor, Branch, Document, Draft, Event, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.identifiers import insert_with_identifier
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record


def reopen_draft(*, actor: Actor, version: Version) -> Draft:
    """Back to its branch, with its base and revision; free-standing where the branch has another draft or is closed.

    Raises VersionFrozen where the version was once published (fork it instead), NotDiscarded where it is open.
    """
    authorize(actor=actor, action=Action.DISCARD, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.reread(version.pk, of=document.pk)
        if stored is None:
            raise VersionNotFound
        if stored.was_published:
            raise VersionFrozen
        if stored.status != Version.Status.ARCHIVED:
            raise NotDiscarded
        stored.document = document
        stored.status, stored.archived_at = Version.Status.DRAFT, None
        stored.save(update_fields=("status", "archived_at"))
        draft = _open(document=document, version=stored)
        record(
            actor=actor,
            verb=Verb.DRAFT_REOPENED,
            project_id=document.project_id,
            document=document,
            version=stored,
            number=stored.number,
            branch=draft.branch_id and str(draft.branch_id),
        )
    return draft


def _open(*, document: Document, version: Version) -> Draft:
    place = Event.objects.filter(version=version, document=document, verb=Verb.DRAFT_DISCARDED).latest("id").data
    base = place["base"] and Version.objects.filter(pk=place["base"]).first()
    return insert_with_identifier(
        Draft(
            version=version,
            document=document,
            branch_id=_free_branch(document=document, place=place),
            base=base or None,
            revision=place["revision"],
            created_at=datetime.fromisoformat(place["forked_at"]),
            last_saved_at=datetime.fromisoformat(place["saved_at"]),
            last_saved_by_id=UUID(place["saved_by"]),
        ),
        # Its links should work again; another draft may have been given the same 8 digits meanwhile.
        wanted=(place["identifier"],),
    )


def _free_branch(*, document: Document, place: dict[str, Any]) -> UUID | None:
    if place["branch"] is None:
        return None
    # The lock that `close_branch` takes. The condition comes after it: filtered rows are those of before the wait.
    branch = Branch.objects.select_for_update(no_key=True).filter(pk=place["branch"]).first()
    if branch is None or branch.closed_at is not None or branch.drafts.filter(document=document).exists():
        return None
    return branch.pk
