"""Resume an import or export that stopped before it ended."""

from django.db import IntegrityError, transaction

from versioning import clock
from versioning.exceptions import TransferRunning
from versioning.models import Actor, Transfer
from versioning.policies import Action, authorize


def resume_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Let the transfer wait for `run_transfer` again. Return it unchanged if it is done already.

    Raises TransferRunning if it, or another transfer of its project, is at work. Raises NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.IMPORT, project_id=transfer.project_id)
    with transaction.atomic():
        stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if stored.status == Transfer.Status.DONE:
            return stored
        if stored.is_unfinished and not stored.is_interrupted_at(clock.now()):
            raise TransferRunning(transfer=str(stored.pk))
        stored.status, stored.fault, stored.finished_at = Transfer.Status.WAITING, "", None
        # The number of the attempt locks out a worker that was only slow: it may not report any more.
        stored.attempt, stored.heard_at = stored.attempt + 1, clock.now()
        try:
            with transaction.atomic():
                stored.save(update_fields=("status", "fault", "finished_at", "attempt", "heard_at"))
        except IntegrityError as error:
            raise TransferRunning from error
    return stored
