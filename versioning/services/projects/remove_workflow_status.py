"""Taking away a workflow status in which nothing stands."""

from django.db import transaction
from django.db.models import Count

from versioning.exceptions import InUse, NotFound
from versioning.models import Actor, Document, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def remove_workflow_status(*, actor: Actor, status: WorkflowStatus) -> None:
    """Raises InUse (documents stand in it, or another status leads to it alone), NotFound (removed meanwhile)."""
    authorize(actor=actor, action=Action.MANAGE_WORKFLOW, project_id=status.project_id)
    with transaction.atomic():
        # The lock that `set_workflow_status` takes of the status that it leads to.
        stored = WorkflowStatus.objects.select_for_update(no_key=True).filter(pk=status.pk).first()
        if stored is None:
            raise NotFound("This project has no such workflow status.")
        if Document.objects.filter(workflow_status=stored).exists():
            raise InUse("There are documents in this status still, perhaps in the trash. Move them on first.")
        _refuse_only_way_out(stored)
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
    """A status that leads to none leads to any: without its only successor, a way that was narrow would stand open."""
    sources = status.preceding.exclude(pk=status.pk).values("pk")
    narrow = WorkflowStatus.objects.filter(pk__in=sources).annotate(ways=Count("following")).filter(ways=1).first()
    if narrow is not None:
        raise InUse(f"The status {narrow.name} leads to this one alone. Let it lead elsewhere first.")
