"""Going on with an import or export that stopped in the middle."""

from django.db import IntegrityError, transaction

from versioning import clock
from versioning.exceptions import TransferRunning
from versioning.models import Actor, Transfer
from versioning.policies import Action, authorize


def resume_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """It waits again, for `run_transfer`. Raises TransferRunning where it, or another one of its project, goes on.

    Nothing happens to one that is done.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=transfer.project_id)
    with transaction.atomic():
        stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if stored.status == Transfer.Status.DONE:
            return stored
        if stored.is_unfinished and not stored.is_interrupted_at(clock.now()):
            raise TransferRunning(transfer=str(stored.pk))
        stored.status, stored.fault, stored.finished_at = Transfer.Status.WAITING, "", None
        stored.attempt, stored.heard_at = stored.attempt + 1, clock.now()
        try:
            with transaction.atomic():
                stored.save(update_fields=("status", "fault", "finished_at", "attempt", "heard_at"))
        except IntegrityError as error:
            raise TransferRunning from error
    return stored
