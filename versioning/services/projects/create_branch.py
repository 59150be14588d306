"""Opening a branch: a named line of work across many documents."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Branch, Project, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record


def create_branch(*, actor: Actor, project: Project, name: str) -> Branch:
    """Raises InvalidValue, AlreadyExists (a closed branch keeps its name, too)."""
    authorize(actor=actor, action=Action.OPEN_BRANCH, project_id=project.pk)
    check_name(name)
    with transaction.atomic():
        try:
            with transaction.atomic():
                branch = Branch.objects.create(project=project, name=name, created_by=actor.user)
        except IntegrityError as error:
            raise AlreadyExists(f"This project has, or had, a branch {name} already.", field="name") from error
        record(actor=actor, verb=Verb.BRANCH_CREATED, project_id=project.pk, branch=str(branch.pk), name=name)
    return branch
