"""Give a draft up. Its version is archived, so the draft can be reopened."""

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.discarding import discard
from versioning.services.kernel.locking import CLOSED_MEANWHILE, locked, read_draft


def discard_draft(*, actor: Actor, draft: Draft) -> Version:
    """Discard the draft. Raises VersionFrozen if it was published or discarded meanwhile."""
    authorize(actor=actor, action=Action.DISCARD, project_id=draft.document.project_id)
    with locked(draft.document_id, actor=actor) as held:
        return discard(read_draft(held, draft.pk, refusal=CLOSED_MEANWHILE))
