"""Remove a workflow status that no document is in."""

from django.db import transaction
from django.db.models import Count

from versioning.exceptions import InUse, NotFound
from versioning.models import Actor, Document, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def remove_workflow_status(*, actor: Actor, status: WorkflowStatus) -> None:
    """Remove the status.

    Raises InUse (documents are in it, or another status leads only to it), NotFound (removed meanwhile), NotAllowed.
    """
    authorize(actor=actor, action=Action.MANAGE_WORKFLOW, project_id=status.project_id)
    with transaction.atomic():
        # `set_workflow_status` takes the same lock, so that no document enters the status meanwhile.
        stored = WorkflowStatus.objects.select_for_update(no_key=True).filter(pk=status.pk).first()
        if stored is None:
            raise NotFound("This project has no such workflow status.")
        if Document.objects.filter(workflow_status=stored).exists():
            raise InUse("Documents still have this status, maybe in the trash. Give them another status first.")
        _refuse_only_way_out(stored)
        # `delete` clears the key, but the event needs it.
        pk = str(stored.pk)
        stored.delete()
        record(
            actor=actor,
            verb=Verb.WORKFLOW_STATUS_REMOVED,
            project_id=status.project_id,
            status=pk,
            name=stored.name,
        )


def _refuse_only_way_out(status: WorkflowStatus) -> None:
    """Raise InUse if another status leads only to this one.

    A status that leads nowhere leads anywhere: without its only successor it would allow every move.
    """
    sources = status.preceding.exclude(pk=status.pk).values("pk")
    narrow = WorkflowStatus.objects.filter(pk__in=sources).annotate(ways=Count("following")).filter(ways=1).first()
    if narrow is not None:
        raise InUse(f"The status {narrow.name} leads only to this status. Let it lead to another one first.")
