"""Add a status to a project's workflow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Project, Verb, WorkflowStatus
from versioning.models.workflow_status import DEFAULT_COLOUR
from versioning.policies import Action, authorize
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record
from versioning.services.projects._workflow import check_status, name_taken


@dataclass(frozen=True)
class NewWorkflowStatus:
    """What a workflow status is to be.

    Without an `order` it comes last. Without `following` a document may move from it to any other status.
    """

    name: str
    description: str = ""
    order: int | None = None
    colour: str = DEFAULT_COLOUR
    read_only: bool = False
    following: Sequence[WorkflowStatus] = ()


def create_workflow_status(*, actor: Actor, project: Project, new: NewWorkflowStatus) -> WorkflowStatus:
    """Add the status to the project.

    Raises InvalidValue, AlreadyExists (name), NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WORKFLOW, project_id=project.pk)
    values: dict[str, Any] = {
        "name": new.name,
        "description": new.description,
        "colour": new.colour,
        "read_only": new.read_only,
    }
    check_status({**values, "order": new.order or 0, "following": new.following}, project_id=project.pk)
    with transaction.atomic():
        # Two that are added at once must not get the same place.
        lock_tree(project.pk)
        order = _last_order(project) + 1 if new.order is None else new.order
        try:
            with transaction.atomic():
                status = WorkflowStatus.objects.create(project=project, order=order, **values)
                status.following.set(new.following)
        except IntegrityError as error:
            raise AlreadyExists(name_taken(new.name), field="name") from error
        record(
            actor=actor,
            verb=Verb.WORKFLOW_STATUS_CREATED,
            project_id=project.pk,
            status=str(status.pk),
            order=order,
            following=[str(other.pk) for other in new.following],
            **values,
        )
    return status


def _last_order(project: Project) -> int:
    """Return the highest order of the project's statuses, or -1 if it has none."""
    last: int | None = WorkflowStatus.objects.filter(project=project).aggregate(last=Max("order"))["last"]
    return -1 if last is None else last
