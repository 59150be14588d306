"""List a document's open drafts and, on request, its discarded ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from versioning.models import Actor, Branch, Document, Draft, Event, User, Verb, Version
from versioning.models.sql.ordering import beyond
from versioning.models.sql.references import MAX_NUMBER
from versioning.policies import Action, authorize

MOST = 500
_ORDER_OF_DISCARDED = ("-modified_at", "-number")


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


class Position(NamedTuple):
    """Where a row is in the list. An open draft comes before discarded ones that were saved at the same moment."""

    last_saved_at: datetime
    draft: int
    number: int


class DraftPage(NamedTuple):
    """`end` is the position of the last row if more rows follow, else None."""

    rows: list[ListedDraft]
    end: Position | None


def list_drafts(
    *, actor: Actor, document: Document, states: DraftStates, size: int = MOST, after: Position | None = None
) -> DraftPage:
    """Return a page of drafts, the one saved last first: the first page, or what follows a position."""
    authorize(actor=actor, action=Action.VIEW, project_id=document.project_id)
    # One row more tells whether another page follows.
    drafts = Draft.objects.listed_on(document, most=size + 1, after=after and (after.last_saved_at, after.draft))
    positioned: list[tuple[Position, Draft | Version]] = [(_position_of(draft), draft) for draft in drafts]
    if states is DraftStates.WITH_ARCHIVED:
        positioned += [(_position_of(version), version) for version in _discarded(document, most=size + 1, after=after)]
    page = sorted(positioned, key=itemgetter(0), reverse=True)
    return DraftPage(
        rows=_listed([row for _, row in page[:size]], document=document),
        end=page[size - 1][0] if len(page) > size else None,
    )


def _position_of(row: Draft | Version) -> Position:
    if isinstance(row, Draft):
        return Position(row.last_saved_at, draft=row.pk, number=MAX_NUMBER)
    return Position(row.modified_at, draft=0, number=row.number)


def _listed(rows: Sequence[Draft | Version], *, document: Document) -> list[ListedDraft]:
    """Return what the list shows of these rows. A discarded version whose draft no event names is left out."""
    discarded = _describe_discarded([row for row in rows if isinstance(row, Version)], document=document)
    listed = (_open(row, document=document) if isinstance(row, Draft) else discarded.get(row.pk) for row in rows)
    return [row for row in listed if row is not None]


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


def _discarded(document: Document, *, most: int, after: Position | None) -> list[Version]:
    versions = Version.objects.of(document.pk).discarded().select_related("created_by", "modified_by")
    if after is not None:
        versions = versions.filter(beyond(_ORDER_OF_DISCARDED, (after.last_saved_at, after.number)))
    return list(versions.order_by(*_ORDER_OF_DISCARDED)[:most])


def _describe_discarded(rows: Sequence[Version], *, document: Document) -> dict[UUID, ListedDraft]:
    """Return the drafts that these versions were, by version."""
    if not rows:
        return {}
    # The draft's row is gone. The event has what it held. A draft discarded twice has two: the last one counts.
    discards = Event.objects.filter(document=document, verb=Verb.DRAFT_DISCARDED, version__in=rows).order_by("id")
    former = {event.version_id: event.data for event in discards}
    branches = {str(branch.pk): branch for branch in Branch.objects.filter(project=document.project_id, is_main=False)}
    return {
        version.pk: ListedDraft(
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
    }
