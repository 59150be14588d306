"""Delete a folder with the folders below it. Their files go to the trash."""

from uuid import UUID

from django.db import transaction

from versioning import clock
from versioning.exceptions import FileInUse, NotFound
from versioning.models import Actor, File, Folder, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record


def delete_folder(*, actor: Actor, folder: Folder) -> int:
    """Delete the folder and all below it. Return how many files went to the trash.

    The files can be restored, and are at the top of the project then. If one of them is in use, nothing changes. Raises
    NotAllowed, FileInUse, NotFound if the folder is gone.
    """
    authorize(actor=actor, action=Action.TRASH_FILE, project_id=folder.project_id)
    with transaction.atomic():
        # Nobody adds a folder meanwhile.
        lock_tree(folder.project_id)
        keys = _lock(folder)
        files = _trash_files(keys)
        Folder.objects.filter(pk__in=keys).delete()
        record(
            actor=actor,
            verb=Verb.FOLDER_DELETED,
            project_id=folder.project_id,
            folder=str(folder.pk),
            name=folder.name,
            files=files,
        )
    return files


def _lock(folder: Folder) -> list[UUID]:
    """Lock the folder and those below it, so that no upload puts a file into them. Return their keys."""
    rows = Folder.objects.select_for_update().filter(pk__in=Folder.objects.below(folder))
    locked = list(rows.order_by("pk").values_list("pk", flat=True))
    if folder.pk not in locked:
        raise NotFound
    return locked


def _trash_files(keys: list[UUID]) -> int:
    files = File.objects.filter(folder__in=keys)
    # Nobody attaches one of them meanwhile.
    list(files.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    present = files.present()
    used = present.used().first()
    if used is not None:
        raise FileInUse(f"Documents use {used.name}, which is in this folder. Remove it from them first.", uses=[])
    trashed = present.update(trashed_at=clock.now(), folder=None)
    files.trashed().update(folder=None)
    return trashed
