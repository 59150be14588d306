"""Take a file out of the trash."""

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, File, Verb
from versioning.models.sql.rows import update_row
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def restore_file(*, actor: Actor, file: File) -> File:
    """Take the file out of the trash. Raises NotAllowed, NotFound if it is not in the trash."""
    authorize(actor=actor, action=Action.TRASH_FILE, project_id=file.project_id)
    with transaction.atomic():
        locked = File.objects.select_for_update(no_key=True).trashed().filter(pk=file.pk).first()
        if locked is None:
            raise NotFound
        locked.trashed_at = None
        update_row(locked, "trashed_at")
        record(
            actor=actor, verb=Verb.FILE_RESTORED, project_id=locked.project_id, file=str(locked.pk), name=locked.name
        )
    return locked
