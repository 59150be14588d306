"""Publish a draft and make its version the current one, in one transaction."""

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import word_counts
from versioning.services.kernel.locking import locked, read_draft
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.search.searchable import searchable_text
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.transitions import publish_as_current
from versioning.services.versions.preconditions import Outdated, check_outdated

MESSAGE_LENGTH = 2000


def publish_and_promote(
    *, actor: Actor, draft: Draft, outdated: Outdated = Outdated.REFUSE, message: str = ""
) -> Version:
    """Do both or neither. `message` says why and is kept in the event.

    Raises InvalidValue (message), DraftOutdated (REFUSE), VersionFrozen (the draft is no longer open).
    """
    for action in (Action.PUBLISH, Action.PROMOTE):
        authorize(actor=actor, action=action, project_id=draft.document.project_id)
    check_text(message, field="message", longest=MESSAGE_LENGTH)
    # Both read the text, so before the lock.
    counts, text = word_counts(draft.version), searchable_text(draft.version)
    with locked(draft.document_id, actor=actor) as held:
        opened = read_draft(held, draft.pk)
        check_outdated(opened, outdated=outdated)
        record_all(publish_as_current(opened, counts=counts, text=text, message=message))
    return opened.version
