"""The lock of a document as a value.

Every change of a document, its versions or its drafts locks the document's row first. A step that must run under the
lock takes a `LockedDocument`, or one of its subclasses, as its argument.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from versioning.exceptions import NotFound, VersionFrozen, VersionNotFound
from versioning.models import Actor, Document, Draft, Version
from versioning.models.quotas.usage import Quota
from versioning.models.sql.rows import update_row

CLOSED_MEANWHILE = "This draft was published or discarded meanwhile."


@dataclass(frozen=True)
class LockedDocument:
    """A document whose row is locked until the transaction ends, and the actor who changes it.

    `document` was read under the lock. A document that the same transaction inserted counts as locked, because no other
    transaction sees it. The verb authorizes the actor before it takes the lock.
    """

    actor: Actor
    document: Document


@dataclass(frozen=True)
class NumberedDocument(LockedDocument):
    """A locked document whose `last_number` is reserved for the version that is inserted next.

    `quota` is the actor's in the project, read in this transaction.
    """

    quota: Quota


@dataclass(frozen=True)
class LockedDraft(LockedDocument):
    """An open draft of a locked document, read under the lock."""

    draft: Draft

    @property
    def version(self) -> Version:
        return self.draft.version

    @property
    def revision(self) -> int:
        return self.draft.revision


@contextmanager
def locked(document_id: UUID, *, actor: Actor) -> Iterator[LockedDocument]:
    """Open a transaction and lock the document in it. Raises NotFound if the document is missing or in the trash."""
    with transaction.atomic():
        yield lock_document(document_id, actor=actor)


def lock_document(document_id: UUID, *, actor: Actor) -> LockedDocument:
    """Lock the document in the transaction that is open. Raises NotFound if it is missing or in the trash."""
    # The row is read alone. PostgreSQL would return joined rows as they were before it waited for the lock.
    try:
        document = Document.objects.lock(document_id)
    except Document.DoesNotExist:
        raise NotFound from None
    # The condition comes after the lock: a filtered row would be the one from before the wait.
    if document.trashed_at is not None:
        raise NotFound
    return LockedDocument(actor=actor, document=document)


def lock_for_next_version(document_id: UUID, *, actor: Actor) -> NumberedDocument:
    """As `lock_document` and `take_next_number` together, in one statement."""
    # A fork that needs nothing else of the document saves a statement, and the row is written once.
    locked_row = Document.objects.lock_for_next(document_id, user=actor.user.pk)
    if locked_row is None:
        raise NotFound
    document, quota = locked_row
    return NumberedDocument(actor=actor, document=document, quota=quota)


def take_next_number(held: LockedDocument, *, quota: Quota) -> NumberedDocument:
    """Reserve the document's next version number. A rollback gives it back."""
    held.document.last_number += 1
    update_row(held.document, "last_number")
    return NumberedDocument(actor=held.actor, document=held.document, quota=quota)


def read_version(held: LockedDocument, version_id: UUID) -> Version:
    """Return the document's version as it is now. Raises VersionNotFound if it is missing or in the trash."""
    version = Version.objects.reread(version_id, of=held.document.pk)
    if version is None:
        raise VersionNotFound
    version.document = held.document
    return version


def read_draft(held: LockedDocument, draft_id: int, *, refusal: str | None = None) -> LockedDraft:
    """Return the draft as it is now. Raises VersionFrozen, with `refusal` as its message, if the draft was closed."""
    draft = Draft.objects.reread(draft_id)
    if draft is None:
        raise VersionFrozen(refusal)
    return lock_draft(held, draft)


def read_draft_of(held: LockedDocument, version_id: UUID) -> LockedDraft:
    """Return the draft in which this version is edited. Raises VersionFrozen if it is not open."""
    draft = Draft.objects.reread_of(version_id)
    if draft is None:
        raise VersionFrozen
    return lock_draft(held, draft)


def lock_draft(held: LockedDocument, draft: Draft) -> LockedDraft:
    """Return a draft of this document, which was read or inserted under the lock, as a locked one."""
    # Everybody then works on the row that was read under the lock, and sees what earlier steps changed in it.
    draft.document = draft.version.document = held.document
    return LockedDraft(actor=held.actor, document=held.document, draft=draft)
