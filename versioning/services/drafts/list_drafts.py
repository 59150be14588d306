"""List a document's open drafts and, on request, its discarded ones."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from versioning.models import Actor, Branch, Document, Draft, Event, User, Verb, Version
from versioning.policies import Action, authorize

MOST = 500


class DraftStates(Enum):
    OPEN = "open"
    WITH_ARCHIVED = "open and discarded"


@dataclass(frozen=True)
class ListedDraft:
    """`status` is `active` or `archived`. `named_branch` is None on main and for a free-standing draft."""

    identifier: str
    document: Document
    version: Version
    named_branch: Branch | None
    status: str
    is_outdated: bool
    created_at: datetime
    last_saved_at: datetime
    last_saved_by: User

    @property
    def version_id(self) -> UUID:
        return self.version.pk


def list_drafts(*, actor: Actor, document: Document, states: DraftStates) -> list[ListedDraft]:
    """Return the drafts, the one saved last first, 500 at most."""
    authorize(actor=actor, action=Action.VIEW, project_id=document.project_id)
    drafts = [_open(draft, document=document) for draft in Draft.objects.listed_on(document, most=MOST)]
    if states is DraftStates.WITH_ARCHIVED:
        drafts += _discarded(document)
    return sorted(drafts, key=lambda draft: draft.last_saved_at, reverse=True)[:MOST]


def _open(draft: Draft, *, document: Document) -> ListedDraft:
    return ListedDraft(
        identifier=draft.identifier,
        document=document,
        version=draft.version,
        named_branch=None if draft.branch is None or draft.branch.is_main else draft.branch,
        status="active",
        is_outdated=draft.base_id != document.current_id,
        created_at=draft.created_at,
        last_saved_at=draft.last_saved_at,
        last_saved_by=draft.last_saved_by,
    )


def _discarded(document: Document) -> list[ListedDraft]:
    versions = Version.objects.of(document.pk).discarded().select_related("created_by", "modified_by").newest_first()
    rows = list(versions[:MOST])
    # The draft's row is gone. The event has what it held. A draft discarded twice has two: the last one counts.
    discards = Event.objects.filter(document=document, verb=Verb.DRAFT_DISCARDED, version__in=rows).order_by("id")
    former = {event.version_id: event.data for event in discards}
    branches = {str(branch.pk): branch for branch in Branch.objects.filter(project=document.project_id, is_main=False)}
    return [
        ListedDraft(
            identifier=former[version.pk]["identifier"],
            document=document,
            version=version,
            named_branch=branches.get(former[version.pk]["branch"] or ""),
            status="archived",
            is_outdated=former[version.pk]["base"] != (document.current_id and str(document.current_id)),
            created_at=version.created_at,
            last_saved_at=version.modified_at,
            last_saved_by=version.modified_by,
        )
        for version in rows
        if version.pk in former
    ]
