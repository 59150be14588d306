"""Giving a document another title, for readers at once."""

from django.db import transaction

from versioning.models import Actor, Document, Draft
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.locking import lock_document
from versioning.services.versions.publish_and_promote import publish_and_promote


def rename_document(*, actor: Actor, document: Document, title: str) -> Document:
    """Where readers get a version, a fork of it with the new title is published. Where they get none, none is shown to
    them by that: the newest draft is changed, or one is forked.

    Nothing happens where it has the title. Raises DraftExists (readers get a version, and the next one is being
    written: rename it there), NothingToFork, NotAllowed, InvalidValue.
    """
    with transaction.atomic():
        stored = lock_document(document.pk)
        if stored.title == title:
            return stored
        if stored.current_id is None:
            draft = Draft.objects.newest_of(stored.pk) or _fork(actor=actor, document=stored)
            return save_draft(actor=actor, draft=draft, changes={"title": title}).document
        fork = _fork(actor=actor, document=stored)
        draft = save_draft(actor=actor, draft=fork, changes={"title": title})
        return publish_and_promote(actor=actor, draft=draft).document


def _fork(*, actor: Actor, document: Document) -> Draft:
    return fork_document(actor=actor, document=document, mode=ForkMode.STRICT).draft
