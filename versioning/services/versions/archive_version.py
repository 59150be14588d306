"""Take a published version out of use. It is kept and can be restored."""

from versioning import clock
from versioning.exceptions import NotPublished
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.transitions import clear_pointer
from versioning.services.versions.preconditions import Preconditions


def archive_version(*, actor: Actor, version: Version, expected: Preconditions | None = None) -> Version:
    """Archive the version. If it is current, the document then has no current version.

    Raises VersionNotFound, NotPublished (a draft is discarded instead), and CurrentChanged if another version than the
    expected one is current.
    """
    authorize(actor=actor, action=Action.ARCHIVE, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        if expected is not None:
            expected.check_current(held)
        stored = read_version(held, version.pk)
        if stored.status != Version.Status.PUBLISHED:
            raise NotPublished("Only a published version can be archived; a draft is discarded instead.")
        # First the pointer, because a current version is always a published one.
        clear_pointer(held, stored)
        stored.status, stored.archived_at = Version.Status.ARCHIVED, clock.now()
        stored.save(update_fields=("status", "archived_at"))
        record_change(held, Verb.VERSION_ARCHIVED, version=stored, number=stored.number)
    return stored
