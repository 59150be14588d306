"""Publish the draft with a given version number, and make it current."""

from versioning.exceptions import NotADraft, VersionFrozen
from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.versions.lookup_history import find_numbered_draft
from versioning.services.versions.preconditions import Outdated
from versioning.services.versions.publish_and_promote import publish_and_promote


def publish_numbered(*, actor: Actor, document: Document, number: int | None, message: str = "") -> Version:
    """Publish and promote the draft, or the newest draft if `number` is None. An outdated draft is published as well.

    `message` is kept in the event. Raises NotADraft (also if another request just published it), VersionNotFound,
    InvalidValue (message).
    """
    # Before the lookup, whose refusals would tell which numbers exist.
    authorize(actor=actor, action=Action.PUBLISH, project_id=document.project_id)
    draft = find_numbered_draft(document=document, number=number)
    try:
        return publish_and_promote(actor=actor, draft=draft, outdated=Outdated.OVERRIDE, message=message)
    except VersionFrozen as error:
        # Two calls at once: the other one published it between the lookup and the lock.
        raise NotADraft from error
