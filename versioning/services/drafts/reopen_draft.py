"""Open a discarded draft again, as it was."""

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.discarding import reopen
from versioning.services.kernel.locking import locked


def reopen_draft(*, actor: Actor, version: Version) -> Draft:
    """Reopen the draft on its branch, with its base and revision.

    It becomes free-standing if the branch is closed or has another draft of the document. Raises VersionFrozen if the
    version was ever published (fork it instead), NotDiscarded if it is open.
    """
    authorize(actor=actor, action=Action.DISCARD, project_id=version.document.project_id)
    with locked(version.document_id, actor=actor) as held:
        return reopen(held, version.pk).draft
