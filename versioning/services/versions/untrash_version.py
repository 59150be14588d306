"""Restore a version from the trash."""

from versioning.exceptions import VersionNotFound
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked
from versioning.services.kernel.recording import record_change


def untrash_version(*, actor: Actor, version: Version) -> Version:
    """Restore the version as it was: published, archived or discarded. Does nothing if it is not in the trash.

    Raises VersionNotFound (it was purged), NotFound (its document is in the trash).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        # `read_version` does not find what is in the trash.
        versions = Version.objects.filter(document=held.document, pk=version.pk)
        stored = versions.select_related("source", "created_by").first()
        if stored is None:
            raise VersionNotFound
        stored.document = held.document
        if stored.trashed_at is None:
            return stored
        stored.trashed_at = None
        stored.save(update_fields=("trashed_at",))
        record_change(held, Verb.VERSION_UNTRASHED, version=stored, number=stored.number)
    return stored
