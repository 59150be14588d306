"""Lock a branch that is renamed, closed, or given a draft."""

from uuid import UUID

from versioning.exceptions import MainBranchFixed, NotFound
from versioning.models import Branch


def lock_branch(pk: UUID) -> Branch:
    """Return the stored branch, locked until the transaction ends.

    `fork_document` and `reopen_draft` take the same lock, always after the lock of the document. Whoever holds this
    lock must not lock a document. The branch main needs no lock, because it never closes.

    Raises NotFound, MainBranchFixed.
    """
    # NO KEY: rows that refer to the branch can still be inserted.
    branch = Branch.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if branch is None:
        raise NotFound("This project has no such branch.")
    if branch.is_main:
        raise MainBranchFixed
    return branch
