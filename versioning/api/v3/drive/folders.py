"""`/v3/projects/{project_id}/drive/folders`, and the search over all folders."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.drive.examples import DEFAULT_FOLDER_EXAMPLE, FOLDER_EXAMPLE, FOLDERS_EXAMPLE
from versioning.api.v3.drive.presenters import Drive, default_folder, present_files, present_new_folder
from versioning.api.v3.drive.shapes import (
    CreateFolderBody,
    DriveFileSerializer,
    FolderDetailSerializer,
    FolderSerializer,
    SearchQuery,
    TaskStatusSerializer,
    UpdateFolderBody,
)
from versioning.api.v3.envelope import done, success, success_page
from versioning.api.v3.pagination import PageQuery, paginate, paginate_few
from versioning.api.v3.parameters import LOCATION, PROJECT, in_path
from versioning.api.v3.schema import DONE, enveloped, enveloped_page
from versioning.api.v3.views import V3ViewSet, location
from versioning.exceptions import NotFound, VersioningError
from versioning.models import File, Folder, Project
from versioning.models.files.file import FileQuerySet
from versioning.services.folders.create_folder import create_folder
from versioning.services.folders.delete_folder import delete_folder
from versioning.services.folders.update_folder import update_folder
from versioning.services.lookups import find_folder

FOLDER = [PROJECT, in_path("folder_id", "A folder ID, from GET /v3/projects/{project_id}/drive/folders.")]
FOLDER_ANSWER = enveloped("FolderAnswer", FolderSerializer())
FOLDER_FIELDS = {"folder_color": "color"}
FIXED = "The default folder cannot be changed or deleted. It holds the files that are in no other folder."


class DriveViewSet(V3ViewSet):
    """Views of the Drive. The services name the fields as the model does."""

    field_names = {"color": "folder_color", "parent_id": "parent_folder_id", "address": "file_url"}  # noqa: RUF012

    def find_folder(self, project: Project) -> Folder | None:
        """Return the folder of the path, or None for the default folder. Raises NotFound."""
        return find_folder(project=project, pk=self.path_id("folder_id"))

    def find_row(self, project: Project) -> Folder:
        """Return the folder of the path for a change. Raises NotFound, and VersioningError for the default folder."""
        folder = self.find_folder(project)
        if folder is None:
            raise VersioningError(FIXED)
        return folder


class FolderViewSet(DriveViewSet):
    queryset = Folder.objects.all()

    @extend_schema(
        operation_id="drive_folders_list",
        parameters=[PROJECT, PageQuery],
        responses={200: enveloped_page("FoldersAnswer", FolderSerializer(many=True))},
        examples=[FOLDERS_EXAMPLE],
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List the folders of the Drive.

        Lists the folders at the top, each with all folders below it. The default folder comes first.
        """
        drive = Drive(self.find_readable_project())
        page = paginate_few(drive.top(), request=request)
        return success_page([drive.present(folder) for folder in page.rows], page=page)

    @extend_schema(
        operation_id="drive_folders_create",
        parameters=[PROJECT, *LOCATION],
        request=CreateFolderBody,
        responses={201: FOLDER_ANSWER},
        examples=[FOLDER_EXAMPLE],
    )
    def create(self, request: Request, **ids: str) -> Response:
        """Create a folder.

        The folder comes after the other ones in its place. Refused with 422 if the place has a folder of this name, or
        if the parent folder does not exist.
        """
        project, given = self.find_readable_project(), self.body(CreateFolderBody)
        folder = create_folder(
            actor=self.actor,
            project=project,
            name=given["name"],
            parent=_parent(project, given),
            color=given.get("folder_color", ""),
        )
        url = location(request, f"projects/{project.pk}/drive/folders/{folder.pk}")
        return success(present_new_folder(folder), status=201, location=url)

    @extend_schema(
        operation_id="drive_folders_default",
        parameters=[PROJECT],
        responses={200: FOLDER_ANSWER},
        examples=[DEFAULT_FOLDER_EXAMPLE],
    )
    def read_default(self, request: Request, **ids: str) -> Response:
        """Get the default folder.

        It has the ID of the project, and holds the files that are in no other folder.
        """
        project = self.find_readable_project()
        folder = default_folder(project)
        return success(Drive(project, only=folder).present(folder))

    @extend_schema(
        operation_id="drive_folders_read",
        parameters=[*FOLDER, PageQuery],
        responses={200: enveloped("FolderDetailAnswer", FolderDetailSerializer())},
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a folder with its files.

        The parameters choose a page of the files, newest first. The folders below are always complete.
        """
        project = self.find_readable_project()
        folder = self.find_folder(project)
        rows = File.objects.in_folder(folder, project_id=project.pk).present().prefetch_related("tags")
        page = paginate(rows, request=request, order=("-id",))
        files = {"files": present_files(page.rows, request=request), "files_pagination": page.summary}
        shown = folder or default_folder(project)
        return success({**files, **Drive(project, only=shown).present(shown)})

    @extend_schema(
        operation_id="drive_folders_update", parameters=FOLDER, request=UpdateFolderBody, responses={200: DONE}
    )
    def update(self, request: Request, **ids: str) -> Response:
        """Update a folder.

        Changes the members that are given. Refused with 409 for the default folder.
        """
        folder = self.find_row(self.find_readable_project())
        given = {FOLDER_FIELDS.get(name, name): value for name, value in self.body(UpdateFolderBody).items()}
        update_folder(actor=self.actor, folder=folder, **given)
        return done()

    @extend_schema(operation_id="drive_folders_delete", parameters=FOLDER, request=None, responses={204: None})
    def destroy(self, request: Request, **ids: str) -> Response:
        """Delete a folder.

        Deletes the folders below it, too, and moves all files in them to the trash. Refused with 409 if a text uses one
        of the files or an article attaches it.
        """
        delete_folder(actor=self.actor, folder=self.find_row(self.find_project()))
        return Response(status=204)


class DriveSearchViewSet(DriveViewSet):
    queryset = File.objects.all()

    @extend_schema(
        operation_id="drive_search",
        parameters=[PROJECT, SearchQuery],
        responses={200: enveloped_page("DriveSearchAnswer", DriveFileSerializer(many=True))},
    )
    def list(self, request: Request, **ids: str) -> Response:
        """Search the Drive.

        Finds files in all folders, newest first. Each word must be in the name or the alternative text.
        """
        project, query = self.find_readable_project(), self.query(SearchQuery)
        rows = narrowed(project.files.present(), query).prefetch_related("tags")
        page = paginate(rows, request=request, order=("-id",))
        return success_page(present_files(page.rows, request=request), page=page)


class DriveTaskViewSet(DriveViewSet):
    queryset = File.objects.none()

    @extend_schema(
        operation_id="drive_task_read",
        parameters=[PROJECT, in_path("task_id", "The ID of a task.", OpenApiTypes.STR)],
        responses={200: enveloped("TaskStatusAnswer", TaskStatusSerializer())},
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get the status of a task.

        Always answers 404: uploads are complete when they are answered, so the Drive has no tasks.
        """
        self.find_readable_project()
        raise NotFound


def narrowed(files: FileQuerySet, query: dict[str, Any]) -> FileQuerySet:
    """Return the files that match all filters of the query."""
    filters = {
        "created_by__in": query.get("user_ids"),
        "created_at__gte": query.get("filter_from_date"),
        "created_at__lte": query.get("filter_to_date"),
    }
    files = files.filter(**{lookup: value for lookup, value in filters.items() if value})
    files = files.tagged(query["filter_tags"]) if query.get("filter_tags") else files
    files = files.of_media_type("image/*") if query["allow_images_only"] else files
    return files.named_like(query.get("search_keyword", ""))


def _parent(project: Project, given: dict[str, Any]) -> Folder | None:
    if "parent_folder_id" not in given:
        return None
    try:
        return find_folder(project=project, pk=given["parent_folder_id"])
    except NotFound as error:
        raise ValidationError({"parent_folder_id": ["No folder has this ID."]}) from error
