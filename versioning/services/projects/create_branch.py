"""Create a branch: a named line of work across many documents."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Branch, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record


def create_branch(*, actor: Actor, project: Project, name: str) -> Branch:
    """Create the branch. Raises InvalidValue, AlreadyExists (closed branches keep their names), NotAllowed."""
    authorize(actor=actor, action=Action.OPEN_BRANCH, project_id=project.pk)
    check_name(name)
    with transaction.atomic():
        try:
            # The savepoint keeps the outer transaction usable after the error.
            with transaction.atomic():
                branch = Branch.objects.create(project=project, name=name, created_by=actor.user)
        except IntegrityError as error:
            raise AlreadyExists(
                f"This project already has a branch named {name}. Closed branches keep their names.", field="name"
            ) from error
        record(actor=actor, verb=Verb.BRANCH_CREATED, project_id=project.pk, branch=str(branch.pk), name=name)
    return branch
