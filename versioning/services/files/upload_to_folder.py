"""Add a file to a folder of a project."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from versioning.exceptions import NotFound
from versioning.models import Actor, File, Folder, Project
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import safe_name
from versioning.services.files._steps.upload import upload
from versioning.services.files.copy_file import copy_file
from versioning.services.files.move_file import move_file
from versioning.services.files.receive_file import ReceivedFile


def upload_to_folder(
    *, actor: Actor, project: Project, folder: Folder | None, name: str, pieces: Iterable[bytes] | ReceivedFile
) -> File:
    """Store the bytes and return the file, which is in the folder, or at the top of the project if it is None.

    If the folder has the same bytes under this name, that is the file. If another one has them, the file gets a number
    in its name, and a repeated upload finds it. Raises what `upload_file` raises, and NotFound if the folder is gone or
    of another project.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    if folder is not None and folder.project_id != project.pk:
        raise NotFound
    new = File(project=project, name=safe_name(name), folder=folder, created_by=actor.user)
    uploaded = upload(actor, new, pieces=pieces)
    file = uploaded.file
    if file.folder_id == new.folder_id:
        return file
    if uploaded.is_restored:
        return move_file(actor=actor, file=file, folder=folder)
    return _numbered(file, folder) or copy_file(actor=actor, file=file, folder=folder)


def _numbered(file: File, folder: Folder | None) -> File | None:
    """Return the file in the folder that has the same bytes and, but for a number, the same name."""
    path = PurePath(file.name)
    name = re.compile(rf"{re.escape(path.stem)} \(\d+\){re.escape(path.suffix)}")
    same = File.objects.in_folder(folder, project_id=file.project_id).present()
    rows = same.with_digest(bytes(file.sha256), project_id=file.project_id).order_by("id")
    return next((row for row in rows if name.fullmatch(row.name)), None)
