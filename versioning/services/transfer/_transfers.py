"""What starting, resuming and running a transfer share: one transfer at a time for each project."""

from django.db import IntegrityError, transaction

from versioning.exceptions import TransferRunning
from versioning.models import Actor, Job, Project, Transfer
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.transfer._transfer_files import remove_file

KIND = "transfer"


def refuse_second(project: Project) -> None:
    """Raise TransferRunning if the project has a transfer that waits or runs."""
    other = Transfer.objects.unfinished().filter(project=project).first()
    if other is not None:
        raise TransferRunning(transfer=str(other.pk))


def insert(transfer: Transfer, *, actor: Actor) -> None:
    """Save the transfer as the only unfinished one of its project, with its job. Raises TransferRunning.

    The files of earlier transfers are deleted.
    """
    with transaction.atomic():
        refuse_second(transfer.project)
        # Those before it lost their files when it began.
        earlier = Transfer.objects.latest_of(transfer.project_id).first()
        transfer.job = enqueue_run(transfer, actor=actor)
        # Two may start at the same moment. A unique constraint lets the first one in.
        try:
            with transaction.atomic():
                transfer.save(force_insert=True)
        except IntegrityError as error:
            raise TransferRunning from error
    # After the commit: if the transaction fails, the file is still needed.
    if earlier is not None:
        remove_file(earlier)


def enqueue_run(transfer: Transfer, *, actor: Actor) -> Job | None:
    """Return a job that runs the transfer."""
    return enqueue(KIND, {"transfer": str(transfer.pk)}, project=transfer.project, actor=actor)
