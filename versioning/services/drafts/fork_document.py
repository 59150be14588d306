"""Open a draft of a document, as a copy of one of its versions."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.db import transaction

from versioning.exceptions import DraftExists, NothingToFork
from versioning.models import Actor, Document, Draft, Version
from versioning.models.sql.references import CURRENT
from versioning.policies import Action, authorize
from versioning.services.kernel.forking import find_branch, find_newest_published, find_source, fork, refuse_closed
from versioning.services.kernel.locking import (
    LockedDocument,
    lock_document,
    lock_for_next_version,
    take_next_number,
)
from versioning.services.kernel.names import check_name


class ForkMode(Enum):
    """What happens if the branch has an open draft of the document already."""

    STRICT = "refuse"
    GET_OR_CREATE = "return it"
    FREE = "open another, free-standing one"


@dataclass(frozen=True)
class Fork:
    """`created` is False if an open draft was found and returned."""

    draft: Draft
    created: bool


@dataclass(frozen=True)
class _Source:
    """What is forked: a reference, or the default if it is None. `known_current` was read before the lock."""

    reference: str | None
    known_current: Version | None

    def find(self, held: LockedDocument, *, mode: ForkMode) -> Version:
        if self.reference is None and held.document.current_id is None:
            return _newest(held, mode=mode)
        return find_source(
            held, CURRENT if self.reference is None else self.reference, known_current=self.known_current
        )


def fork_document(
    *,
    actor: Actor,
    document: Document,
    mode: ForkMode,
    source: str | None = None,
    branch_id: UUID | None = None,
    name: str | None = None,
) -> Fork:
    """Open a draft that is a copy of `source`: a UUID, a number or `current`. No text is copied.

    By default the source is the current version, else the newest that was ever published, else (FREE only) the newest.
    The default branch is main. Raises NotFound (no such branch), VersionNotFound, NothingToFork, DraftExists (STRICT),
    BranchClosed, InvalidValue (name), QuotaExceeded.
    """
    authorize(actor=actor, action=Action.FORK, project_id=document.project_id)
    if name:
        check_name(name)
    copied = _Source(source, known_current=document.known_current)
    with transaction.atomic():
        if mode is ForkMode.FREE:
            # A free-standing draft collides with no other, so the number is taken at once.
            numbered = lock_for_next_version(document.pk, actor=actor)
            opened = fork(numbered, source=copied.find(numbered, mode=mode), name=name)
            return Fork(draft=opened.draft, created=True)
        held = lock_document(document.pk, actor=actor)
        place = find_branch(held, branch_id)
        if place.open_draft_id is not None:
            return Fork(draft=_existing(place.open_draft_id, mode=mode), created=False)
        refuse_closed(place)
        version = copied.find(held, mode=mode)
        opened = fork(take_next_number(held, quota=place.quota), source=version, branch_id=place.branch.pk, name=name)
    return Fork(draft=opened.draft, created=True)


def _existing(draft_id: int, *, mode: ForkMode) -> Draft:
    if mode is ForkMode.STRICT:
        raise DraftExists
    return Draft.objects.with_everything().get(pk=draft_id)


def _newest(held: LockedDocument, *, mode: ForkMode) -> Version:
    version = find_newest_published(held)
    if version is None and mode is ForkMode.FREE:
        version = Version.objects.of(held.document.pk).newest_first().first()
    if version is None:
        raise NothingToFork
    return version
