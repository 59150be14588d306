"""Close a branch. It gets no more drafts. Its name and its history stay."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import BranchInUse
from versioning.models import Actor, Branch, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.projects._locking_branch import lock_branch


def close_branch(*, actor: Actor, branch: Branch) -> Branch:
    """Close the branch. Nothing happens if it is closed already.

    Raises MainBranchFixed, BranchInUse (drafts are open on it, including those of documents in the trash. `data`:
    drafts, the number of them), NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.CLOSE_BRANCH, project_id=branch.project_id)
    with transaction.atomic():
        stored = lock_branch(branch.pk)
        if stored.closed_at is not None:
            return stored
        # Drafts of trashed documents count. Once restored, they would be open on a closed branch.
        drafts = stored.drafts.count()
        if drafts:
            raise BranchInUse(drafts=drafts)
        stored.closed_at = clock.now()
        stored.save(update_fields=("closed_at",))
        record(
            actor=actor,
            verb=Verb.BRANCH_CLOSED,
            project_id=stored.project_id,
            branch=str(stored.pk),
            name=stored.name,
        )
    return stored
