"""What imports and exports share when they are started: one at a time for each project."""

from django.db import IntegrityError, transaction

from versioning import clock
from versioning.exceptions import TransferRunning
from versioning.models import Project, Transfer
from versioning.models.transfer.transfer import SILENCE

STOPPED = "The server stopped in the middle of it. What was done until then stays."


def refuse_second(project: Project) -> None:
    """Raise TransferRunning where one of the project is at work."""
    now = clock.now()
    for other in Transfer.objects.unfinished().filter(project=project):
        if not other.is_interrupted_at(now):
            raise TransferRunning(transfer=str(other.pk))


def insert(transfer: Transfer) -> None:
    """The only unfinished one of its project; one that fell silent has failed. Files of earlier ones go."""
    with transaction.atomic():
        refuse_second(transfer.project)
        others = Transfer.objects.filter(project=transfer.project)
        silent = others.unfinished().filter(heard_at__lt=clock.now() - SILENCE)
        silent.update(status=Transfer.Status.FAILED, fault=STOPPED, finished_at=clock.now())
        earlier = [other.file for other in others]
        try:
            with transaction.atomic():
                transfer.save(force_insert=True)
        except IntegrityError as error:
            raise TransferRunning from error
    for file in earlier:
        file.unlink(missing_ok=True)
