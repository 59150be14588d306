"""Take back that a version was published or became current."""

from versioning.exceptions import NotPublished
from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.searchable import searchable_text
from versioning.services.kernel.transitions import archive, promote
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.version_before import version_before


def undo_publication(*, actor: Actor, version: Version, expected: Preconditions) -> Version:
    """Let readers see again what they saw before, and return the version that changed.

    The version that was current before becomes current again. If there was none, or if the version was only published,
    it is archived. `expected` names the version that is current since. Raises CurrentChanged, NotPublished,
    VersionNotFound.
    """
    for action in (Action.PROMOTE, Action.ARCHIVE):
        authorize(actor=actor, action=action, project_id=version.document.project_id)
    former = version_before(version)
    # Reads the text, so before the lock.
    text = None if former is None else searchable_text(former)
    with locked(version.document_id, actor=actor) as held:
        expected.check_current(held)
        stored = read_version(held, (version if former is None else former).pk)
        if former is not None:
            record_all(promote(held, stored, text=text))
        elif stored.status != Version.Status.PUBLISHED:
            raise NotPublished("Only a published version can be archived.")
        else:
            archive(held, stored)
    return stored
