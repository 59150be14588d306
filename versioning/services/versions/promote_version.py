"""Make a published version the current one. Only the pointer moves."""

from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked, read_version
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.search.searchable import searchable_text
from versioning.services.kernel.transitions import promote
from versioning.services.versions.preconditions import Preconditions


def promote_version(*, actor: Actor, version: Version, expected: Preconditions | None = None) -> Version:
    """Promote the version. All others stay as they are and can be promoted again.

    Raises NotPublished, VersionNotFound, and CurrentChanged if another version than the expected one is current.
    """
    authorize(actor=actor, action=Action.PROMOTE, project_id=version.document.project_id)
    # Reads the text, so before the lock.
    text = searchable_text(version)
    with locked(version.document_id, actor=actor) as held:
        if expected is not None:
            expected.check_current(held)
        stored = read_version(held, version.pk)
        record_all(promote(held, stored, text=text))
    return stored
