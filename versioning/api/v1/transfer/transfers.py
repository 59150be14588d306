"""`/api/v1/imports`, `/api/v1/exports` and `/api/v1/transfers`: files in and out of a project, in the background."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from versioning.api.file_upload import is_form, leave_body_unread, pieces_of
from versioning.api.pagination import PageQuery
from versioning.api.v1.envelope import enveloped, enveloped_page, success
from versioning.api.v1.parameters import IDEMPOTENCY_KEY
from versioning.api.v1.resources import InProjectFilter, ResourceViewSet
from versioning.api.v1.transfer.serializers import IMPORT_QUERY, ExportSerializer, ImportQuery, TransferSerializer
from versioning.api.validation import validated
from versioning.exceptions import JobEnded, NotFound
from versioning.models import Scope, Transfer
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, authorize, require_scope
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.transfer.export_zip import export_zip
from versioning.services.transfer.import_git import ImportOptions
from versioning.services.transfer.import_zip import Conversion
from versioning.services.transfer.read_transfer_file import MEDIA_TYPES, read_transfer_file
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import

ANSWER = enveloped("TransferAnswer", transfer=TransferSerializer())
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
NO_FORM = "Send the bytes of the file as the body, not a form."


class TransferFilter(InProjectFilter):
    kind = filters.ChoiceFilter(choices=Transfer.Kind.choices)
    status = filters.ChoiceFilter(choices=Transfer.Status.choices)


class TransferViewSet(ResourceViewSet):
    queryset = Transfer.objects.all()
    filterset_class = TransferFilter
    order = ("-id",)
    plural, row_serializer = "transfers", TransferSerializer

    @extend_schema(
        operation_id="transfers_list",
        filters=True,
        parameters=[PageQuery],
        responses={200: enveloped_page("TransferListAnswer", transfers=TransferSerializer(many=True))},
    )
    def list(self, request: Request) -> Response:
        """List imports and exports.

        Lists those of the projects that you manage, newest first.
        """
        return self.page(Transfer.objects.visible_to(self.actor))

    @extend_schema(operation_id="transfers_read", responses={200: ANSWER})
    def retrieve(self, request: Request, transfer: UUID) -> Response:
        """Get an import or export.

        While it waits or runs, ask again after a second or more. Only managers can do that.
        """
        require_scope(actor=self.actor, scope=Scope.READ)
        return _answer(self._transfer(transfer))

    @extend_schema(operation_id="transfers_resume", parameters=[IDEMPOTENCY_KEY], request=None, responses={202: ANSWER})
    def resume(self, request: Request, transfer: UUID) -> Response:
        """Resume an import or export.

        One that failed or was canceled goes on from where it stopped. One that was a dry run is imported now, from the
        same file. Refused with 409 while the project has another one that waits or runs.
        """
        return self._started(resume_transfer(actor=self.actor, transfer=self._transfer(transfer)))

    @extend_schema(operation_id="transfers_cancel", parameters=[IDEMPOTENCY_KEY], request=None, responses={200: ANSWER})
    def cancel(self, request: Request, transfer: UUID) -> Response:
        """Cancel an import or export.

        What it did until then stays. Refused with 409 if it has ended.
        """
        row = self._transfer(transfer)
        authorize(actor=self.actor, action=Action.IMPORT, project_id=row.project_id)
        if row.job is None:
            raise JobEnded
        cancel_job(actor=self.actor, job=row.job)
        return _answer(self._transfer(transfer))

    @extend_schema(operation_id="transfers_file", responses=BINARY)
    def file(self, request: Request, transfer: UUID) -> HttpResponseBase:
        """Download the result of an export.

        The file is kept until the next import or export of the project begins.
        """
        row = self._transfer(transfer)
        authorize(actor=self.actor, action=Action.IMPORT, project_id=row.project_id)
        is_ready = not row.is_import and row.status == Transfer.Status.DONE
        file = read_transfer_file(row) if is_ready else None
        if file is None:
            raise NotFound("This transfer has no file, or no longer has it. Export again.")
        answer = StreamingHttpResponse(file.pieces(), content_type=MEDIA_TYPES[Transfer.Kind(row.kind)])
        answer.headers["Content-Disposition"] = content_disposition_header(True, row.file_name)
        answer.headers["Content-Length"] = str(file.size)
        return answer

    def _transfer(self, pk: UUID) -> Transfer:
        """Return the transfer, if the actor manages its project. Raises NotFound."""
        row = get_or_none(Transfer.objects.visible_to(self.actor).filter(pk=pk))
        if row is None:
            raise NotFound
        return row

    def _started(self, transfer: Transfer) -> Response:
        return _answer(self._transfer(transfer.pk), status=202)


class ImportViewSet(TransferViewSet):
    @property
    def largest_body(self) -> int:
        return settings.MAX_IMPORT_BYTES

    @property
    def keeps_answers(self) -> bool:
        # A transaction must not wait for a body of this size. The same file twice changes nothing.
        return False

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        made = super().initialize_request(request, *args, **kwargs)
        leave_body_unread(made)
        return made

    @extend_schema(
        operation_id="imports_start",
        parameters=IMPORT_QUERY,
        request={"application/octet-stream": {"type": "string", "format": "binary"}},
        responses={202: ANSWER},
    )
    def create(self, request: Request) -> Response:
        """Start an import.

        The body is a zip, a git bundle or a project file. Its first bytes say which. Follow the import by its `id`. The
        same file twice changes nothing. With `dry_run`, nothing is imported until you resume it. Refused with 409 while
        the project has another import or export that waits or runs.
        """
        if is_form(request):
            raise UnsupportedMediaType(request.content_type, detail=NO_FORM)
        sent = request.query_params
        lists = {name: sent.getlist(name) for name in ("paths", "files", "authors") if name in sent}
        values = validated(ImportQuery, {**sent.dict(), **lists})
        transfer = start_import(
            actor=self.actor,
            project=self.project(values["project"]),
            file_name=values["name"],
            pieces=pieces_of(request),
            options=ImportOptions(
                authors=dict(values["authors"]),
                **{name: values[name] for name in ("ref", "paths", "files", "layout", "names")},
            ),
            conversion=Conversion(values["product"], content_type=values["html_as"]),
            is_rehearsal=values["dry_run"] == "true",
        )
        return self._started(transfer)


class ExportViewSet(TransferViewSet):
    @extend_schema(
        operation_id="exports_start", parameters=[IDEMPOTENCY_KEY], request=ExportSerializer, responses={202: ANSWER}
    )
    def create(self, request: Request) -> Response:
        """Start an export.

        Follow it by its `id`. When it is done, download its file. Refused with 409 while the project has another import
        or export that waits or runs.
        """
        values = self.valid(ExportSerializer)
        project, kind = self.project(values["project"]), Transfer.Kind(values["kind"])
        return self._started(start_export(actor=self.actor, project=project, kind=kind))

    @extend_schema(operation_id="projects_zip", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def zip(self, request: Request, project: str) -> HttpResponseBase:
        """Download a zip of a project.

        Has the current version of each document, with what the texts refer to, in the folders of the categories.
        """
        row = self.project(project)
        answer = StreamingHttpResponse(export_zip(actor=self.actor, project=row), content_type="application/zip")
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.slug}.zip"'
        return answer


def _answer(transfer: Transfer, *, status: int = 200) -> Response:
    return success({"transfer": TransferSerializer(transfer).data}, status=status)
