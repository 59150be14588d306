"""Resume an import or export that failed or was cancelled."""

from django.db import IntegrityError, transaction

from versioning.exceptions import TransferRunning
from versioning.models import Actor, Transfer
from versioning.policies import Action, authorize
from versioning.services.transfer._transfers import enqueue_run


def resume_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Enqueue the transfer again. Return it unchanged if it is done already.

    Raises TransferRunning if it, or another transfer of its project, waits or runs. Raises NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=transfer.project_id)
    with transaction.atomic():
        stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if stored.status == Transfer.Status.DONE:
            return stored
        if stored.is_unfinished:
            raise TransferRunning(transfer=str(stored.pk))
        stored.status, stored.fault, stored.finished_at = Transfer.Status.WAITING, "", None
        stored.job = enqueue_run(stored, actor=actor)
        try:
            with transaction.atomic():
                stored.save(update_fields=("status", "fault", "finished_at", "job"))
        except IntegrityError as error:
            raise TransferRunning from error
    return stored
