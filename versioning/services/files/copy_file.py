"""Copy a file into a folder."""

from itertools import count

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, File, FileTag, Folder
from versioning.ops.files.store import MissingBytes
from versioning.policies import Action, authorize
from versioning.services.files._steps.known_bytes import like
from versioning.services.files._steps.store_received import add_file
from versioning.text.portable_names import shortened


def copy_file(*, actor: Actor, file: File, folder: Folder | None) -> File:
    """Add a file with the same bytes to the folder, or to the top of the project, and return it. No bytes are written.

    In a project, the same bytes have each name once. So the copy has a number in its name. Raises NotAllowed,
    InvalidValue (file), FileTooLarge, NotFound if the file is in the trash, or if the folder is gone or of another
    project.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=file.project_id)
    if file.is_trashed or (folder is not None and folder.project_id != file.project_id):
        raise NotFound
    with transaction.atomic():
        copy = _added(actor, file, folder)
        FileTag.objects.bulk_create([FileTag(file=copy, tag=row.tag, name=row.name) for row in file.tags.all()])
    return copy


def _added(actor: Actor, file: File, folder: Folder | None) -> File:
    while True:
        new = File(
            project=file.project, name=_free_name(file), alt_text=file.alt_text, folder=folder, created_by=actor.user
        )
        added = add_file(actor, like(file, new))
        if added is None:
            raise MissingBytes(f"the file store lacks bytes of file {file.pk}")
        # Else somebody has copied it at the same time.
        if added.is_new:
            return added.file


def _free_name(file: File) -> str:
    """Return the name with the first number that no file with the same bytes has."""
    same = File.objects.with_digest(bytes(file.sha256), project_id=file.project_id)
    taken = set(same.values_list("name", flat=True))
    names = (shortened(file.name, end=f" ({number})") for number in count(2))
    return next(name for name in names if name not in taken)
