"""Make an archived version published again. It is not promoted."""

from versioning.exceptions import NotArchived
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.recording import record_change


def restore_version(*, actor: Actor, version: Version) -> Version:
    """Restore the version. Raises VersionNotFound, NotArchived (also for a discarded draft, which is reopened)."""
    authorize(actor=actor, action=Action.ARCHIVE, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        stored = read_version(held, version.pk)
        if stored.status != Version.Status.ARCHIVED or not stored.was_published:
            raise NotArchived
        stored.status, stored.archived_at = Version.Status.PUBLISHED, None
        stored.save(update_fields=("status", "archived_at"))
        record_change(held, Verb.VERSION_RESTORED, version=stored, number=stored.number)
    return stored
