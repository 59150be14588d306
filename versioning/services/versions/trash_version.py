"""Move a version to the trash. It is 404 everywhere, and can be restored until `purge` deletes it."""

from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.versions._trashing import trash


def trash_version(*, actor: Actor, version: Version) -> Version:
    """Trash the version. Its number is not used again.

    Raises VersionNotFound (also if it is in the trash already), NotPublished (a draft is discarded instead),
    VersionIsCurrent, LastVersion.
    """
    authorize(actor=actor, action=Action.TRASH, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        stored = read_version(held, version.pk)
        trash(held, stored)
    return stored
