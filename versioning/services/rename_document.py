"""Giving a document another title, for readers at once."""

from django.db import transaction

from versioning.models import Actor, Document, Draft
from versioning.services.fork_document import ForkMode, fork_document
from versioning.services.locking import lock_document
from versioning.services.publish_and_promote import publish_and_promote
from versioning.services.save_draft import save_draft


def rename_document(*, actor: Actor, document: Document, title: str) -> Document:
    """Where readers get a version, a fork of it with the new title is published; else the newest draft is changed.

    Nothing happens where it has the title. Raises DraftExists (readers get a version, and the next one is being
    written: rename it there), NothingToFork, NotAllowed, InvalidValue.
    """
    with transaction.atomic():
        stored = lock_document(document.pk)
        if stored.title == title:
            return stored
        if stored.current_id is None:
            newest = Draft.objects.newest_of(stored.pk)
            if newest is not None:
                return save_draft(actor=actor, draft=newest, changes={"title": title}).document
        fork = fork_document(actor=actor, document=stored, mode=ForkMode.STRICT)
        draft = save_draft(actor=actor, draft=fork.draft, changes={"title": title})
        return publish_and_promote(actor=actor, draft=draft).document
