"""One more station on the way of a project's documents to readers."""

from collections.abc import Iterable
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


def create_workflow_status(
    *,
    actor: Actor,
    project: Project,
    name: str,
    description: str = "",
    order: int | None = None,
    colour: str = DEFAULT_COLOUR,
    read_only: bool = False,
    following: Iterable[WorkflowStatus] = (),
) -> WorkflowStatus:
    """It comes last where no order is given; without `following` a document may go from it to any other.

    Raises InvalidValue, AlreadyExists (name).
    """
    authorize(actor=actor, action=Action.MANAGE_WORKFLOW, project_id=project.pk)
    leads_to = list(following)
    values: dict[str, Any] = {"name": name, "description": description, "colour": colour, "read_only": read_only}
    check_status({**values, "order": order or 0, "following": leads_to}, project_id=project.pk)
    with transaction.atomic():
        lock_tree(project.pk)
        if order is None:
            last: int | None = WorkflowStatus.objects.filter(project=project).aggregate(last=Max("order"))["last"]
            order = 0 if last is None else last + 1
        try:
            with transaction.atomic():
                status = WorkflowStatus.objects.create(project=project, order=order, **values)
                status.following.set(leads_to)
        except IntegrityError as error:
            raise AlreadyExists(name_taken(name), field="name") from error
        record(
            actor=actor,
            verb=Verb.WORKFLOW_STATUS_CREATED,
            project_id=project.pk,
            status=str(status.pk),
            order=order,
            following=[str(other.pk) for other in leads_to],
            **values,
        )
    return status
