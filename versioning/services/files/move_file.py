"""Move a file to another folder."""

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, File, Folder, Verb
from versioning.models.sql.rows import update_row
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record

# What the top of a project is called.
TOP = "Default"


def move_file(*, actor: Actor, file: File, folder: Folder | None) -> File:
    """Move the file to the folder, or to the top of its project. Its address stays as it is.

    Nothing happens if it is there already. Raises NotAllowed, NotFound if the file is in the trash, or if the folder is
    gone or of another project.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=file.project_id)
    if folder is not None and folder.project_id != file.project_id:
        raise NotFound
    with transaction.atomic():
        Folder.objects.lock(folder)
        locked = File.objects.select_for_update(no_key=True).present().filter(pk=file.pk).first()
        if locked is None:
            raise NotFound
        if locked.folder_id != (None if folder is None else folder.pk):
            locked.folder = folder
            update_row(locked, "folder")
            record(
                actor=actor,
                verb=Verb.FILE_MOVED,
                project_id=locked.project_id,
                file=str(locked.pk),
                name=locked.name,
                folder=None if folder is None else str(folder.pk),
                folder_name=TOP if folder is None else folder.name,
            )
    return locked
