"""What starting an import and starting an export share: one transfer at a time for each project."""

from django.db import IntegrityError, transaction

from versioning import clock
from versioning.exceptions import TransferRunning
from versioning.models import Project, Transfer
from versioning.models.transfer.transfer import SILENCE

STOPPED = "The server stopped before this ended. What was done until then is saved."


def refuse_second(project: Project) -> None:
    """Raise TransferRunning if the project has a transfer at work."""
    now = clock.now()
    for other in Transfer.objects.unfinished().filter(project=project):
        if not other.is_interrupted_at(now):
            raise TransferRunning(transfer=str(other.pk))


def insert(transfer: Transfer) -> None:
    """Save the transfer as the only unfinished one of its project.

    One that fell silent is marked as failed. The files of earlier transfers are deleted. Raises TransferRunning.
    """
    with transaction.atomic():
        refuse_second(transfer.project)
        others = Transfer.objects.filter(project=transfer.project)
        silent = others.unfinished().filter(heard_at__lt=clock.now() - SILENCE)
        silent.update(status=Transfer.Status.FAILED, fault=STOPPED, finished_at=clock.now())
        earlier = [other.file for other in others]
        # Two may start at the same moment. A unique constraint lets the first one in.
        try:
            with transaction.atomic():
                transfer.save(force_insert=True)
        except IntegrityError as error:
            raise TransferRunning from error
    # After the commit: if the transaction fails, the files are still needed.
    for file in earlier:
        file.unlink(missing_ok=True)
