"""Publishing the draft that its number names, and making it current."""

from versioning.exceptions import NotADraft, VersionFrozen
from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.versions.lookup_history import find_numbered_draft
from versioning.services.versions.publish_and_promote import Outdated, publish_and_promote


def publish_numbered(*, actor: Actor, document: Document, number: int | None, message: str = "") -> Version:
    """Whatever became current since it was forked; without a number the newest draft. `message` goes into the event.

    Of two at once, the second finds it published: NotADraft. Raises VersionNotFound, InvalidValue (message).
    """
    authorize(actor=actor, action=Action.PUBLISH, project_id=document.project_id)
    draft = find_numbered_draft(document=document, number=number)
    try:
        return publish_and_promote(actor=actor, draft=draft, outdated=Outdated.OVERRIDE, message=message)
    except VersionFrozen as error:
        raise NotADraft from error
