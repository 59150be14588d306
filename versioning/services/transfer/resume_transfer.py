"""Resume an import or export that failed or was cancelled."""

from django.db import IntegrityError, transaction

from versioning.exceptions import TransferRunning
from versioning.models import Actor, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._transfers import enqueue_run

CHANGED = ("status", "fault", "finished_at", "job", "is_rehearsal", "summary", "refusals", "notes", "foreseen")


def resume_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Enqueue the transfer again, or for the first time if it was rehearsed. Return it unchanged if it is done already.

    Raises TransferRunning if it, or another transfer of its project, waits or runs. Raises NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=transfer.project_id)
    with transaction.atomic():
        stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if stored.status == Transfer.Status.DONE and not stored.is_rehearsed:
            return stored
        if stored.is_unfinished:
            raise TransferRunning(transfer=str(stored.pk))
        if stored.is_rehearsed:
            stored.is_rehearsal, stored.summary = False, {}
            stored.refusals, stored.notes, stored.foreseen = [], [], []
        stored.status, stored.fault, stored.finished_at = Transfer.Status.WAITING, "", None
        stored.job = enqueue_run(stored, actor=actor)
        try:
            with transaction.atomic():
                stored.save(update_fields=CHANGED)
        except IntegrityError as error:
            raise TransferRunning from error
    return stored
