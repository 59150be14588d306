"""Take a published version out of use. It is kept and can be restored."""

from versioning.exceptions import NotPublished
from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.transitions import archive


def archive_version(*, actor: Actor, version: Version) -> Version:
    """Archive the version. If it is current, the document then has no current version.

    Raises VersionNotFound, NotPublished (a draft is discarded instead).
    """
    authorize(actor=actor, action=Action.ARCHIVE, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        stored = read_version(held, version.pk)
        if stored.status != Version.Status.PUBLISHED:
            raise NotPublished("Only a published version can be archived; a draft is discarded instead.")
        archive(held, stored)
    return stored
