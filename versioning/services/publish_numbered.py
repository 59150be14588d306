"""Publishing the draft that its number names, and making it current."""

from django.db import transaction

from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.lookup_history import find_numbered_draft
from versioning.services.publish_and_promote import Outdated, publish_and_promote


def publish_numbered(*, actor: Actor, document: Document, number: int | None, message: str = "") -> Version:
    """Whatever became current since it was forked; without a number the newest draft. `message` goes into the event.

    Of two at once, the second finds it published: NotADraft. Raises VersionNotFound, InvalidValue (message).
    """
    authorize(actor=actor, action=Action.PUBLISH, project_id=document.project_id)
    with transaction.atomic():
        draft = find_numbered_draft(document=lock_document(document.pk), number=number)
        return publish_and_promote(actor=actor, draft=draft, outdated=Outdated.OVERRIDE, message=message)
