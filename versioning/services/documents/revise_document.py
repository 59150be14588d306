"""Changing a document's text and place together, whatever state its newest version is in."""

from collections.abc import Mapping
from enum import Enum
from functools import partial
from typing import Any

from django.db import transaction

from versioning.exceptions import DraftExists, VersionFrozen
from versioning.models import Actor, Document, Draft, Version
from versioning.services.documents._plan_revision import Revision, find_target, plan_revision
from versioning.services.documents.update_document import update_document
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.locking import lock_document


class OnPublished(Enum):
    """What happens where the text to be changed is that of a version that was published."""

    REFUSE = "refuse"
    FORK = "change a draft that is forked from it"


def revise_document(
    *,
    actor: Actor,
    document: Document,
    content: Mapping[str, Any],
    place: Mapping[str, Any],
    number: int | None,
    on_published: OnPublished,
    origin: str = "",
    plan: Revision | None = None,
) -> Version:
    """All of it or nothing: `place` as `update_document` takes it, `content` as `save_draft` does.

    The text is that of version `number`, else of the newest that is neither discarded nor in the trash. What equals
    the text of a published version is no change of it. Of several at once that find the same published version, one
    forks it and each other one raises DraftExists, so none writes into a draft that it did not see. `plan` is of the
    same document, content and number, for callers that hold a lock.

    Raises what those verbs raise, and VersionNotFound, VersionFrozen (REFUSE), DraftExists (FORK).
    """
    # Before the lock: a draft is the caller's target only where it was open already when the call came.
    if plan is None:
        plan = plan_revision(actor=actor, document=document, content=content, place=place, number=number)
    target = plan.target
    save = partial(save_draft, actor=actor, changes=plan.changes, packed=plan.packed, origin=origin)
    with transaction.atomic():
        if place:
            target.document = document = update_document(actor=actor, document=document, changes=place)
        if not content:
            return target
        if target.status == Version.Status.DRAFT:
            return save(draft=_open_draft(target)).version
        target = _still_newest(target, number=number)
        if not plan.changes:
            return target
        if on_published is OnPublished.REFUSE:
            raise VersionFrozen
        fork = fork_document(actor=actor, document=document, mode=ForkMode.STRICT, source=str(target.pk))
        return save(draft=fork.draft).version


def _open_draft(version: Version) -> Draft:
    draft = Draft.objects.filter(version=version).first()
    if draft is None:
        raise VersionFrozen("This draft was published or discarded meanwhile. Nothing of yours was stored.")
    draft.document = version.document
    return draft


def _still_newest(target: Version, *, number: int | None) -> Version:
    """The target as it stands under the lock. What somebody put on top of it meanwhile is not passed over."""
    version = find_target(document=lock_document(target.document_id), number=number)
    if version.status == Version.Status.DRAFT:
        raise DraftExists
    if version.pk != target.pk:
        raise DraftExists("Another version was published meanwhile. Read it first; nothing of yours was stored.")
    return version
