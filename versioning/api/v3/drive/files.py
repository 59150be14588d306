"""`/v3/projects/{project_id}/drive/folders/{folder_id}/files`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.file_upload import FORM_BYTES, is_form, leave_body_unread, receive_form
from versioning.api.v3.drive.examples import FILE_EXAMPLE
from versioning.api.v3.drive.folders import FOLDER, DriveViewSet
from versioning.api.v3.drive.presenters import folder_of, present_file
from versioning.api.v3.drive.shapes import AddTagsBody, CopyFileBody, DriveFileSerializer, TagsQuery
from versioning.api.v3.envelope import done, success
from versioning.api.v3.parameters import LOCATION, in_path
from versioning.api.v3.schema import DONE, enveloped
from versioning.api.v3.views import location
from versioning.exceptions import NotFound
from versioning.models import File, Project
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, authorize
from versioning.services.files.copy_file import copy_file
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.files.trash_file import trash_file
from versioning.services.files.untag_file import untag_file
from versioning.services.files.upload_to_folder import upload_to_folder
from versioning.services.lookups import find_folder

FILE = [*FOLDER, in_path("file_id", "A file ID, from GET /v3/projects/{project_id}/drive/folders/{folder_id}.")]
FILE_ANSWER = enveloped("DriveFileAnswer", DriveFileSerializer())
FORM = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
}


class DriveFileViewSet(DriveViewSet):
    queryset = File.objects.all()

    @property
    def largest_body(self) -> int:
        return settings.MAX_FILE_BYTES + FORM_BYTES if self._is_upload else super().largest_body

    @property
    def keeps_answers(self) -> bool:
        # The same bytes in one folder have one file. A transaction must not wait for a body of this size.
        return super().keeps_answers and not self._is_upload

    @property
    def _is_upload(self) -> bool:
        return bool(self.action == "create")

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        made = super().initialize_request(request, *args, **kwargs)
        if self._is_upload:
            leave_body_unread(made)
        return made

    @extend_schema(
        operation_id="drive_files_upload",
        parameters=[*FOLDER, *LOCATION[:1]],
        request=FORM,
        responses={201: FILE_ANSWER},
        examples=[FILE_EXAMPLE],
    )
    def create(self, request: Request, **ids: str) -> Response:
        """Upload a file.

        Send a form with the field `file`. If the folder has the same bytes under this name already, the answer has that
        file. If another folder has them, the new file gets a number in its name.
        """
        # The answer shows the file. Who may not read or upload is refused before the body is read.
        project = self.find_readable_project()
        authorize(actor=self.actor, action=Action.UPLOAD_FILE, project_id=project.pk)
        folder = self.find_folder(project)
        if not is_form(request):
            raise UnsupportedMediaType(request.content_type, "Send the file in a form, as multipart/form-data.")
        with receive_form(request) as form:
            if form.fields:
                raise ValidationError(dict.fromkeys(form.fields, ["Unknown member. Remove it."]))
            file = upload_to_folder(actor=self.actor, project=project, folder=folder, name=form.name, pieces=form.file)
        return success(present_file(file, request=request), status=201, location=self._location(file))

    @extend_schema(
        operation_id="drive_files_read", parameters=FILE, responses={200: FILE_ANSWER}, examples=[FILE_EXAMPLE]
    )
    def retrieve(self, request: Request, **ids: str) -> Response:
        """Get a file.

        Describes the file. Its `file_url` has the bytes.
        """
        return success(present_file(self._find(self.find_readable_project()), request=request))

    @extend_schema(operation_id="drive_files_move", parameters=FILE, request=None, responses={200: DONE})
    def update(self, request: Request, **ids: str) -> Response:
        """Move a file.

        Moves the file into the folder of the path. Texts that show the file are not affected.
        """
        project = self.find_readable_project()
        folder = self.find_folder(project)
        file = get_or_none(project.files.present().filter(pk=self.path_id("file_id")))
        if file is None:
            raise NotFound
        move_file(actor=self.actor, file=file, folder=folder)
        return done()

    @extend_schema(operation_id="drive_files_delete", parameters=FILE, request=None, responses={204: None})
    def destroy(self, request: Request, **ids: str) -> Response:
        """Delete a file.

        Moves it to the trash. Refused with 409 while a text uses it or an article attaches it.
        """
        trash_file(actor=self.actor, file=self._find(self.find_project()))
        return Response(status=204)

    @extend_schema(
        operation_id="drive_files_copy",
        parameters=[*FILE, *LOCATION],
        request=CopyFileBody,
        responses={201: DONE},
    )
    def copy(self, request: Request, **ids: str) -> Response:
        """Copy a file.

        The copy has an ID of its own, which is in `Location`, and a number in its name. Its bytes are not stored twice.
        """
        project = self.find_readable_project()
        file, key = self._find(project), self.body(CopyFileBody)["destination_folder_id"]
        try:
            folder = find_folder(project=project, pk=key)
        except NotFound as error:
            raise ValidationError({"destination_folder_id": ["No folder has this ID."]}) from error
        return done(status=201, location=self._location(copy_file(actor=self.actor, file=file, folder=folder)))

    @extend_schema(operation_id="drive_files_add_tags", parameters=FILE, request=AddTagsBody, responses={200: DONE})
    def add_tags(self, request: Request, **ids: str) -> Response:
        """Add tags to a file.

        Tags that the file has already are ignored.
        """
        file = self._find(self.find_readable_project())
        tag_file(actor=self.actor, file=file, names=self.body(AddTagsBody)["tags"])
        return done()

    @extend_schema(
        operation_id="drive_files_delete_tags", parameters=[*FILE, TagsQuery], request=None, responses={204: None}
    )
    def delete_tags(self, request: Request, **ids: str) -> Response:
        """Delete tags from a file.

        Tags that the file does not have are ignored.
        """
        file = self._find(self.find_readable_project())
        untag_file(actor=self.actor, file=file, tags=self.query(TagsQuery)["tag_ids"])
        return Response(status=204)

    def _find(self, project: Project) -> File:
        """Return the file, which is in the folder of the path and not in the trash. Raises NotFound."""
        folder = self.find_folder(project)
        rows = File.objects.in_folder(folder, project_id=project.pk).present().select_related("project")
        file = get_or_none(rows.prefetch_related("tags").filter(pk=self.path_id("file_id")))
        if file is None:
            raise NotFound
        return file

    def _location(self, file: File) -> str:
        path = f"projects/{file.project_id}/drive/folders/{folder_of(file)}/files/{file.pk}"
        return location(self.request, path)
