"""Rename an open branch."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, BranchClosed
from versioning.models import Actor, Branch, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record
from versioning.services.projects._locking_branch import lock_branch


def rename_branch(*, actor: Actor, branch: Branch, name: str) -> Branch:
    """Give the branch this name. Nothing happens if it has it already.

    Raises InvalidValue, AlreadyExists, MainBranchFixed, BranchClosed (a closed branch keeps its name), NotAllowed.
    """
    authorize(actor=actor, action=Action.OPEN_BRANCH, project_id=branch.project_id)
    check_name(name)
    with transaction.atomic():
        stored = lock_branch(branch.pk)
        if stored.closed_at is not None:
            raise BranchClosed("A closed branch cannot be renamed.")
        if stored.name == name:
            return stored
        former, stored.name = stored.name, name
        try:
            # The savepoint keeps the outer transaction usable after the error.
            with transaction.atomic():
                stored.save(update_fields=("name",))
        except IntegrityError as error:
            raise AlreadyExists(
                f"This project already has a branch named {name}. Closed branches keep their names.", field="name"
            ) from error
        record(
            actor=actor,
            verb=Verb.BRANCH_RENAMED,
            project_id=stored.project_id,
            branch=str(stored.pk),
            name=name,
            former=former,
        )
    return stored
