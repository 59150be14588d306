"""Present folders, files and attachments as members of v3, in the order of the pages."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from rest_framework.request import Request

from versioning.api.v3.presenters import instant, optional
from versioning.models import Attachment, File, FileCount, Folder, Project
from versioning.models.files.folder import FolderTree
from versioning.models.files.picture_width import preview_of
from versioning.services.files.move_file import TOP


class Drive:
    """The folders of a project, read in two statements, however many there are.

    With `only`, the files of that folder and of those below it are counted, and no others.
    """

    def __init__(self, project: Project, *, only: Folder | None = None) -> None:
        self.project = project
        self._tree = FolderTree(project.folders.in_order())
        folders = None if only is None else self._below(only)
        self._counts = FileCount.objects.by_folder(project.pk, folders=folders)

    def _below(self, folder: Folder) -> list[UUID | None]:
        """Return the keys of the folder and of all folders below it. The default folder has none below."""
        if folder.pk == self.project.pk:
            return [None]
        found: list[UUID | None] = [folder.pk]
        # The list grows while it is walked.
        for pk in found:
            found.extend(child.pk for child in self._tree.children(pk))
        return found

    def top(self) -> list[Folder]:
        """Return the folders at the top. The default folder, which has no row, comes first."""
        return [default_folder(self.project), *self._tree.children(None)]

    def present(self, folder: Folder) -> dict[str, Any]:
        """Present the folder with all folders below it."""
        is_default = folder.pk == self.project.pk
        below = [] if is_default else self._tree.children(folder.pk)
        return {
            "id": str(folder.pk),
            "title": folder.name,
            "parent_folder_id": optional(folder.parent_id),
            "sub_folders": [self.present(child) for child in below],
            "items_count": self._counts.get(None if is_default else folder.pk, 0),
            **_facts(folder),
        }


def present_new_folder(folder: Folder) -> dict[str, Any]:
    """Present a folder that was just created, so that nothing is in it. No statement."""
    return {
        "id": str(folder.pk),
        "title": folder.name,
        "parent_folder_id": optional(folder.parent_id),
        "sub_folders": [],
        "items_count": 0,
        **_facts(folder),
    }


def _facts(folder: Folder) -> dict[str, Any]:
    return {
        "created_at": instant(folder.created_at),
        "updated_by": optional(folder.modified_by_id),
        "modified_at": instant(folder.modified_at),
        "order": folder.order,
        "is_starred": folder.is_starred,
    }


def default_folder(project: Project) -> Folder:
    """Return the folder that stands for the top of the project. It has the ID of the project."""
    return Folder(
        id=project.pk, project=project, name=TOP, created_at=project.created_at, modified_at=project.created_at
    )


def present_file(file: File, *, request: Request) -> dict[str, Any]:
    """Present a file. Its tags were read along."""
    return {
        "id": str(file.pk),
        "file_name": file.name,
        "file_type": file.media_type,
        "file_url": request.build_absolute_uri(file.url),
        # A file never changes.
        "modified_at": instant(file.created_at),
        "updated_by": str(file.created_by_id),
        "size": size_of(file),
        "height": optional(file.height),
        "width": optional(file.width),
        "parent_folder_id": folder_of(file),
        "title": PurePath(file.name).stem,
        "alternative_text": file.alt_text or None,
        "tags": [{"id": str(row.tag), "name": row.name} for row in file.tags.all()],
        "thumbnail_url": request.build_absolute_uri(preview_of(file)) if file.is_picture else None,
        "is_starred": False,
    }


def present_files(files: Iterable[File], *, request: Request) -> list[dict[str, Any]]:
    return [present_file(file, request=request) for file in files]


def present_attachment(attachment: Attachment, *, request: Request) -> dict[str, Any]:
    """Present an attachment, whose file was read along."""
    file = attachment.file
    return {
        "id": str(attachment.pk),
        "file_name": attachment.name,
        "file_url": attachment.address if file is None else request.build_absolute_uri(file.url),
        "file_type": attachment.file_type or None if file is None else file.media_type,
        "size": attachment.size or None if file is None else size_of(file),
        "drive_file_id": optional(attachment.file_id),
        "media_folder_id": None if file is None else folder_of(file),
        "created_at": instant(attachment.created_at),
        "created_by": str(attachment.created_by_id),
    }


def folder_of(file: File) -> str:
    """Return the ID of the file's folder. The default folder has the ID of the project."""
    return str(file.folder_id or file.project_id)


def size_of(file: File) -> str:
    """Return the size in words."""
    return filesizeformat(file.size).replace("\xa0", " ")
