"""Changing a document wherever it stands: in its draft, or in a fork of what is published."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.db import transaction

from versioning.exceptions import DraftExists, NotADraft, VersionFrozen, VersionNotFound
from versioning.models import Actor, Document, Draft, Version
from versioning.services.fork_document import ForkMode, fork_document
from versioning.services.locking import lock_document
from versioning.services.lookup_history import find_in_history, find_numbered_draft
from versioning.services.save_draft import save_draft
from versioning.services.update_document import update_document


class OnPublished(Enum):
    """What a change of content does where the version is published."""

    REFUSE = "refuse"
    FORK = "fork it, and change the fork"


def revise_document(
    *,
    actor: Actor,
    document: Document,
    content: Mapping[str, Any],
    place: Mapping[str, Any],
    number: int | None = None,
    on_published: OnPublished = OnPublished.REFUSE,
    origin: str = "",
) -> Version:
    """The version that was changed: that of the number, without one the newest; `place` changes the document itself.

    All of it or nothing. The version is chosen as it stood when the call came: where it was published then and
    somebody opens a draft meanwhile, that draft is not written over, the call is refused. Content that the frozen
    version has already is no change. Raises VersionNotFound, VersionFrozen (REFUSE), DraftExists (FORK), and what
    `update_document` and `save_draft` raise.
    """
    seen = find_in_history(document=document, number=number)
    with transaction.atomic():
        if place:
            document = update_document(actor=actor, document=document, changes=place)
        if not content or (seen.status != Version.Status.DRAFT and not _says_anew(seen, content=content)):
            return seen
        document = lock_document(document.pk)
        if seen.status == Version.Status.DRAFT:
            draft = _still_open(document=document, seen=seen)
        else:
            draft = _fork(actor=actor, document=document, seen=seen, number=number, on_published=on_published)
        return save_draft(actor=actor, draft=draft, changes=content, origin=origin).version


def _says_anew(version: Version, *, content: Mapping[str, Any]) -> bool:
    return any(value != (version.text if name == "body" else getattr(version, name)) for name, value in content.items())


def _still_open(*, document: Document, seen: Version) -> Draft:
    try:
        return find_numbered_draft(document=document, number=seen.number)
    except (NotADraft, VersionNotFound):
        raise VersionFrozen("This draft was published or discarded meanwhile. Nothing of yours was stored.") from None


def _fork(*, actor: Actor, document: Document, seen: Version, number: int | None, on_published: OnPublished) -> Draft:
    if on_published is OnPublished.REFUSE:
        raise VersionFrozen
    if number is None and Version.objects.latest_number(document.pk) != seen.number:
        raise DraftExists
    return fork_document(actor=actor, document=document, mode=ForkMode.STRICT, source=str(seen.number)).draft
