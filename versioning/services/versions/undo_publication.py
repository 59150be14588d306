"""Take back that a version was published or became current."""

from versioning.exceptions import CurrentChanged
from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import LockedDocument, locked, read_version
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.search.searchable import SearchableText, searchable_text
from versioning.services.kernel.transitions import archive, clear_pointer, promote
from versioning.services.versions.plan_undo import Means, UndoPlan, plan_undo
from versioning.services.versions.preconditions import Preconditions

ACTIONS = (Action.PROMOTE, Action.ARCHIVE)


def undo_publication(*, actor: Actor, version: Version, expected: Preconditions) -> Version:
    """Let readers see again what they saw before, and return the version that changed.

    The version that was current before becomes current again. If there was none, the version is archived if the same
    step published it, and else only no longer current. A version that was only published is archived. `expected` names
    the version that is current since. Raises CurrentChanged, NotPublished, VersionNotFound.
    """
    for action in ACTIONS:
        authorize(actor=actor, action=action, project_id=version.document.project_id)
    plan = plan_undo(version)
    # Reads the text, so before the lock.
    text = None if plan.former is None else searchable_text(plan.former)
    with locked(version.document_id, actor=actor) as held:
        expected.check_current(held)
        stored = read_version(held, version.pk)
        stored.document = held.document
        if plan_undo(stored) != plan:
            raise CurrentChanged("Somebody published, archived or made a version current in the meantime.")
        return _undo(held, stored, plan, text=text)


def _undo(held: LockedDocument, version: Version, plan: UndoPlan, *, text: SearchableText | None) -> Version:
    if plan.former is not None:
        former = read_version(held, plan.former.pk)
        record_all(promote(held, former, text=text))
        return former
    if plan.means is Means.ARCHIVE:
        archive(held, version)
    else:
        clear_pointer(held, version)
    return version
