"""Publish a draft. Its version becomes immutable. Readers see no change until the version is promoted."""

from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import word_counts
from versioning.services.kernel.locking import locked, read_draft_of
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.transitions import publish


def publish_version(*, actor: Actor, version: Version) -> Version:
    """Publish the version and close its draft. Raises VersionFrozen if it is no longer an open draft."""
    authorize(actor=actor, action=Action.PUBLISH, project_id=version.document.project_id)
    # Reads the text, so before the lock.
    counts = word_counts(version)
    with locked(version.document_id, actor=actor) as held:
        opened = read_draft_of(held, version.pk)
        record_all(publish(opened, counts=counts))
    return opened.version
