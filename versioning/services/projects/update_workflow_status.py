"""Change a workflow status, or where it leads."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, NotFound
from versioning.models import Actor, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.projects._workflow import check_status, name_taken


def update_workflow_status(*, actor: Actor, status: WorkflowStatus, changes: Mapping[str, Any]) -> WorkflowStatus:
    """Replace the fields in `changes`. Documents in the status stay in it.

    Raises InvalidValue, AlreadyExists (name), NotFound (removed meanwhile), NotAllowed.
    """
    authorize(actor=actor, action=Action.MANAGE_WORKFLOW, project_id=status.project_id)
    values = {**changes, "following": list(changes["following"])} if "following" in changes else dict(changes)
    check_status(values, project_id=status.project_id)
    with transaction.atomic():
        stored = WorkflowStatus.objects.select_for_update(no_key=True).filter(pk=status.pk).first()
        if stored is None:
            raise NotFound("This project has no such workflow status.")
        _write(status=stored, values=values)
        if "following" in values:
            # Events hold JSON values only.
            values["following"] = [str(other.pk) for other in values["following"]]
        record(
            actor=actor,
            verb=Verb.WORKFLOW_STATUS_UPDATED,
            project_id=stored.project_id,
            status=str(stored.pk),
            changes=values,
        )
    return stored


def _write(*, status: WorkflowStatus, values: Mapping[str, Any]) -> None:
    own = {name: value for name, value in values.items() if name != "following"}
    for name, value in own.items():
        setattr(status, name, value)
    try:
        with transaction.atomic():
            # The many-to-many rows belong to the same savepoint as the row itself.
            status.save(update_fields=own.keys())
            if "following" in values:
                status.following.set(values["following"])
    except IntegrityError as error:
        raise AlreadyExists(name_taken(status.name), field="name") from error
