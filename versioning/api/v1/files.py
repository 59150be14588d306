"""`/api/v1/files`: pictures and attachments."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.file_upload import FORM_BYTES, leave_body_unread
from versioning.api.pagination import PageQuery, paginate
from versioning.api.strict_serializers import StrictSerializer
from versioning.api.v1.envelope import enveloped, enveloped_page, success, success_page
from versioning.api.v1.fields import PersonSerializer, SecondsField
from versioning.api.v1.file_upload import UploadSerializer, upload_of
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.models import File, Scope, Version
from versioning.models.files.file import ALT_TEXT_LENGTH, FileQuerySet
from versioning.models.files.file_lists import files_listed_for
from versioning.policies import Action, require_scope
from versioning.services.files.describe_file import describe_file
from versioning.services.files.list_uses import list_uses
from versioning.services.files.restore_file import restore_file
from versioning.services.files.trash_file import trash_file
from versioning.services.files.upload_file import upload_file
from versioning.services.lookups import find_file

ANY_BODY = {"type": "string", "format": "binary"}


class StoredFileSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    project_id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField(source="digest")
    media_type = serializers.CharField(help_text="Read from the bytes.")
    width = serializers.IntegerField(allow_null=True, help_text="In pixels. Null unless the file is a picture.")
    height = serializers.IntegerField(allow_null=True)
    alt_text = serializers.CharField(help_text="What a picture shows, for texts that say nothing else.")
    url = serializers.CharField(help_text="The address for texts. It never changes.")
    created_at = SecondsField()
    created_by = PersonSerializer()
    trashed_at = SecondsField(allow_null=True)


class FormSerializer(UploadSerializer):
    name = serializers.CharField(required=False, max_length=2000)
    file = serializers.FileField()


class FilePatchSerializer(StrictSerializer):
    alt_text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=ALT_TEXT_LENGTH, help_text="What a picture shows."
    )


class FileUseSerializer(serializers.Serializer[Any]):
    document_id = serializers.UUIDField()
    identifier = serializers.CharField(source="document.identifier")
    title = serializers.CharField(source="document.title")
    version_id = serializers.UUIDField(source="pk")
    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Version.Status.choices)


class FileFilter(InProjectFilter):
    """The filters of a list that `files_listed_for` limits to the project."""

    q = filters.CharFilter(
        method="saying",
        max_length=200,
        help_text="Finds files whose name or alternative text has all the words, or words that begin so.",
    )
    media_type = filters.CharFilter(
        method="of_type", max_length=100, help_text="A media type such as `image/png`, or a kind of them: `image/*`."
    )
    unused = filters.BooleanFilter(method="not_used", help_text="True: only files that no version uses.")
    trashed = filters.BooleanFilter(method="in_trash", help_text="True: the files in the trash instead.")

    def in_project(self, queryset: FileQuerySet, name: str, value: str) -> FileQuerySet:
        return queryset

    def saying(self, queryset: FileQuerySet, name: str, value: str) -> FileQuerySet:
        return queryset.named_like(value)

    def of_type(self, queryset: FileQuerySet, name: str, value: str) -> FileQuerySet:
        return queryset.of_media_type(value)

    def not_used(self, queryset: FileQuerySet, name: str, value: bool) -> FileQuerySet:
        return queryset.unused() if value else queryset.used()

    def in_trash(self, queryset: FileQuerySet, name: str, value: bool) -> FileQuerySet:
        return queryset.trashed() if value else queryset.present()


FILE_ANSWER = enveloped("FileAnswer", file=StoredFileSerializer())
UPLOAD_QUERY = [
    OpenApiParameter("project", OpenApiTypes.STR, description="A project's slug or ID."),
    OpenApiParameter("name", OpenApiTypes.STR, description="The file's name. Required unless a form is sent."),
    OpenApiParameter("alt_text", OpenApiTypes.STR, description="What a picture shows."),
    OpenApiParameter("sha256", OpenApiTypes.STR, description="The SHA-256 of the file, in hexadecimal digits."),
    OpenApiParameter(
        "Content-Digest",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The SHA-256 of a raw body (RFC 9530). If the project has these bytes, the body is not read.",
    ),
]


class FileViewSet(ResourceViewSet):
    queryset = File.objects.all()
    filterset_class = FileFilter
    order = ("-id",)
    plural, row_serializer = "files", StoredFileSerializer

    @property
    def largest_body(self) -> int:
        return settings.MAX_FILE_BYTES + FORM_BYTES if self._is_upload else super().largest_body

    @property
    def keeps_answers(self) -> bool:
        # Bytes have one file however often they are sent. A transaction must not wait for a body of this size.
        return super().keeps_answers and not self._is_upload

    @property
    def _is_upload(self) -> bool:
        return self.action == "create"

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        made = super().initialize_request(request, *args, **kwargs)
        if request.method == "POST":
            leave_body_unread(made)
        return made

    @extend_schema(
        operation_id="files_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("FileListAnswer", files=StoredFileSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List files.

        Lists the files of all projects that the token can read, newest first, without those in the trash.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        rows = File.objects.select_related("created_by")
        found = self.filter_queryset(rows if "trashed" in request.query_params else rows.present())
        project = request.query_params.get("project", "").strip()
        files = files_listed_for(self.actor, cast(FileQuerySet, found), project=project)
        page = paginate(files, request=request, order=self.order)
        return success_page(self.plural, self.row_serializer(page.rows, many=True).data, page=page)

    @extend_schema(
        operation_id="files_upload",
        parameters=UPLOAD_QUERY,
        request={"multipart/form-data": FormSerializer, "application/octet-stream": ANY_BODY},
        responses={200: FILE_ANSWER, 201: FILE_ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Upload a file.

        Send the bytes as the body, with `project` and `name` in the query, or a form with the field `file`. The answer
        is 200 if the project has these bytes under this name already, so an upload can be repeated. With
        `Content-Digest` or `sha256`, bytes that the project has are not read again.
        """
        with upload_of(request) as upload:
            values = {**upload.values, "project": self.project(upload.values["project"])}
            uploaded = upload_file(actor=self.actor, pieces=upload.pieces, sha256=upload.sha256, **values)
        return success(_data(uploaded.file), status=201 if uploaded.is_new else 200)

    @extend_schema(operation_id="files_read", responses={200: FILE_ANSWER})
    def retrieve(self, request: Request, file: UUID) -> Response:
        """Get a file.

        Describes the file, also if it is in the trash. Its `url` has the bytes.
        """
        return success(_data(find_file(actor=self.actor, pk=file)))

    @extend_schema(operation_id="files_describe", request=FilePatchSerializer, responses={200: FILE_ANSWER})
    def partial_update(self, request: Request, file: UUID) -> Response:
        """Describe a file.

        Changes the alternative text that a picture has in texts that give it none. Nothing else of a file changes.
        """
        row = find_file(actor=self.actor, pk=file)
        return success(_data(describe_file(actor=self.actor, file=row, **self.valid(FilePatchSerializer))))

    @extend_schema(operation_id="files_trash", responses={200: FILE_ANSWER})
    def destroy(self, request: Request, file: UUID) -> Response:
        """Move a file to the trash.

        Refused with 409 while a version uses the file. The answer lists the versions.
        """
        return success(_data(trash_file(actor=self.actor, file=find_file(actor=self.actor, pk=file))))

    @extend_schema(operation_id="files_restore", request=None, responses={200: FILE_ANSWER})
    def restore(self, request: Request, file: UUID) -> Response:
        """Restore a file.

        Takes it out of the trash. A file that is not in the trash is answered with 404.
        """
        return success(_data(restore_file(actor=self.actor, file=find_file(actor=self.actor, pk=file))))

    @extend_schema(
        operation_id="files_uses",
        parameters=[PageQuery],
        responses={200: enveloped_page("FileUseListAnswer", uses=FileUseSerializer(many=True))},
    )
    def uses(self, request: Request, file: UUID) -> Response:
        """List the versions that use a file.

        The newest version comes first. Versions in the trash are not listed. Of an imported history, the versions are
        listed that came with the file.
        """
        rows = list_uses(find_file(actor=self.actor, pk=file, action=Action.VIEW))
        page = paginate(rows, request=request, order=("-id",))
        return success_page("uses", FileUseSerializer(page.rows, many=True).data, page=page)


def _data(file: File) -> dict[str, Any]:
    return {"file": StoredFileSerializer(file).data}
