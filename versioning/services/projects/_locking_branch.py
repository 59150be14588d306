"""The lock under which a branch is renamed, closed, or given a draft."""

from uuid import UUID

from versioning.exceptions import MainBranchFixed, NotFound
from versioning.models import Branch


def lock_branch(pk: UUID) -> Branch:
    """The branch as it stands now, locked until the transaction ends. Raises NotFound, MainBranchFixed.

    `fork_document` and `reopen_draft` take the same lock, always after the document's; whoever holds this one must
    not go on to lock a document. The branch main needs none, for it never closes.
    """
    branch = Branch.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if branch is None:
        raise NotFound("This project has no such branch.")
    if branch.is_main:
        raise MainBranchFixed
    return branch
