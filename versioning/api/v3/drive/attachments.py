"""Attachments of articles, and the files that an article uses."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.v3.article_writing import ARTICLE_KINDS
from versioning.api.v3.drive.examples import ATTACHMENT_EXAMPLE
from versioning.api.v3.drive.folders import DriveViewSet
from versioning.api.v3.drive.presenters import folder_of, present_attachment
from versioning.api.v3.drive.shapes import AttachmentBody, AttachmentSerializer
from versioning.api.v3.envelope import listed, success
from versioning.api.v3.inputs import LanguageQuery
from versioning.api.v3.parameters import ARTICLE, LOCATION, PROJECT, in_path
from versioning.api.v3.schema import bulk_outcome, enveloped
from versioning.api.v3.views import location
from versioning.exceptions import NotFound
from versioning.models import Attachment, Document, File
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action
from versioning.services.documents.attach_file import LinkedFile, attach_file
from versioning.services.documents.detach_file import detach_file
from versioning.services.documents.lookup_translations import find_translation

ATTACHMENT_ANSWER = enveloped("AttachmentAnswer", AttachmentSerializer())
WORKSPACE_ID = in_path("workspace_id", "A project version ID, from GET /v3/projects/{project_id}/project-versions.")
ONE_OF_TWO = "Send drive_file_id or file_url, not both."


class AttachmentViewSet(DriveViewSet):
    queryset = Attachment.objects.all()
    field_names = {**DriveViewSet.field_names, "name": "file_name", "language": "lang_code"}  # noqa: RUF012

    @extend_schema(
        operation_id="article_attachments_list",
        parameters=[*ARTICLE, LanguageQuery],
        responses={200: bulk_outcome("AttachmentsAnswer", AttachmentSerializer(many=True))},
        examples=[ATTACHMENT_EXAMPLE],
    )
    def list(self, request: Request, **ids: str) -> Response:
        """List the attachments of an article.

        All versions of the article share them. The list is complete, oldest first.
        """
        rows = self.find_document().attachments.select_related("file").order_by("id")
        return listed([present_attachment(row, request=request) for row in rows])

    @extend_schema(
        operation_id="article_attachments_create",
        parameters=[*ARTICLE, LanguageQuery, *LOCATION],
        request=AttachmentBody,
        responses={201: ATTACHMENT_ANSWER},
    )
    def create(self, request: Request, **ids: str) -> Response:
        """Add an attachment to an article.

        Attaches a file of the Drive, or an address elsewhere. A file that an article attaches cannot be deleted.
        """
        document, given = self.find_document(), self.body(AttachmentBody)
        attachment = attach_file(
            actor=self.actor,
            document=document,
            file=_file_of(given, project_id=document.project_id),
            name=given.get("file_name"),
        )
        url = location(
            request, f"projects/{document.project_id}/articles/{document.translation_key}/attachments/{attachment.pk}"
        )
        return success(present_attachment(attachment, request=request), status=201, location=url)

    @extend_schema(
        operation_id="article_attachments_delete",
        parameters=[*ARTICLE, in_path("attachment_id", "An attachment ID, from the list."), LanguageQuery],
        request=None,
        responses={204: None},
    )
    def destroy(self, request: Request, **ids: str) -> Response:
        """Delete an attachment of an article.

        The file stays in the Drive.
        """
        document = self.find_document(action=Action.EDIT_DOCUMENT)
        rows = document.attachments.select_related("document").filter(pk=self.path_id("attachment_id"))
        attachment = get_or_none(rows)
        if attachment is None:
            raise NotFound
        detach_file(actor=self.actor, attachment=attachment)
        return Response(status=204)

    @extend_schema(
        operation_id="drive_article_files",
        parameters=[PROJECT, WORKSPACE_ID, ARTICLE[1], LanguageQuery],
        responses={200: bulk_outcome("ArticleFilesAnswer", serializers.ListField(child=serializers.URLField()))},
    )
    def list_files(self, request: Request, **ids: str) -> Response:
        """List the files of an article.

        Lists the addresses of the files that the newest version uses, drafts included, and of those that are attached.
        """
        document = self.find_document()
        if document.workspace_id != self.path_id("workspace_id"):
            raise NotFound
        files = File.objects.filter(project=document.project_id).of_document(document).present().order_by("id")
        return listed([request.build_absolute_uri(file.url) for file in files])

    def find_document(self, *, action: Action = Action.VIEW) -> Document:
        """Return the article in the language of the query. Raises NotFound if it lacks the language, and NotAllowed."""
        found = find_translation(
            actor=self.actor,
            project_id=self.project_id,
            kinds=ARTICLE_KINDS,
            key=self.path_id("article_id"),
            language=self.query(LanguageQuery).get("lang_code"),
            action=action,
        )
        if found.is_fallback:
            raise NotFound
        return found.document


def _file_of(given: dict[str, Any], *, project_id: UUID) -> File | LinkedFile:
    """Return what to attach. Raises ValidationError."""
    if ("drive_file_id" in given) == ("file_url" in given):
        raise ValidationError({"drive_file_id": [ONE_OF_TWO]})
    if "file_url" in given:
        if "file_name" not in given:
            raise ValidationError({"file_name": ["Required with file_url."]})
        names = {"file_url": "address", "file_name": "name", "size": "size", "file_type": "file_type"}
        return LinkedFile(**{field: given[member] for member, field in names.items() if member in given})
    if "media_folder_id" not in given:
        raise ValidationError({"media_folder_id": ["Required with drive_file_id."]})
    file = get_or_none(File.objects.present().filter(pk=given["drive_file_id"], project=project_id))
    if file is None or folder_of(file) != str(given["media_folder_id"]):
        raise ValidationError({"drive_file_id": ["No file in this folder has this ID."]})
    return file
