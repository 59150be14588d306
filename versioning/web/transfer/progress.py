"""`/projects/<slug>/transfers/<id>/`: the progress of an import or an export, and its result."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from versioning.exceptions import JobEnded, NotFound
from versioning.models import Transfer
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.lookups import find_within
from versioning.services.transfer.read_transfer_file import MEDIA_TYPES, read_transfer_file
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.web.transfer.base import TransferView


@method_decorator(never_cache, name="dispatch")
class TransferPage(TransferView):
    """The progress of a transfer and its result. POST resumes a transfer that stopped."""

    @cached_property
    def transfer(self) -> Transfer:
        """The transfer of the URL. Raises NotFound, also if the person may not import."""
        rows = Transfer.objects.latest_of(self.project.pk)
        if not self.may.allowed:
            raise NotFound
        return find_within(actor=self.actor, rows=rows, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        transfer = self.transfer
        # The page of a running one is loaded every few seconds, and does not show its file.
        has_file = not transfer.is_unfinished and read_transfer_file(transfer) is not None
        is_uploaded = transfer.kind != Transfer.Kind.API_IN
        return self.project_page(
            "desk/transfer/transfer.html",
            tab="import" if transfer.is_import else "export",
            transfer=transfer,
            has_file=has_file,
            found_nothing_new=transfer.is_import and not any(transfer.summary.values()),
            again_page="desk:import" if is_uploaded else "desk:import-document360",
            again_words="Upload again" if is_uploaded else "Enter it again",
            can_be_done=has_file and transfer.is_rehearsed,
            can_be_resumed=transfer.has_stopped and (has_file or not transfer.is_import),
        )

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        return self.progress(resume_transfer(actor=self.actor, transfer=self.transfer))

    @property
    def default_back(self) -> str:
        return reverse("desk:transfer", args=(self.kwargs["slug"], self.kwargs["pk"]))


class CancelView(TransferPage):
    """Cancel the transfer. What was done until then stays."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        job = self.transfer.job
        # It may have ended since the page was shown. The page then says how.
        if job is not None:
            with suppress(JobEnded):
                cancel_job(actor=self.actor, job=job)
        return self.progress(self.transfer)


class TransferFileView(TransferPage):
    """The bundle or project file that an export created."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> Any:
        transfer = self.transfer
        is_ready = not transfer.is_import and transfer.status == Transfer.Status.DONE
        file = read_transfer_file(transfer) if is_ready else None
        if file is None:
            raise NotFound("This file is no longer available. Create it again.")
        headers = {
            "Content-Disposition": content_disposition_header(True, transfer.file_name),
            "Content-Length": file.size,
        }
        return StreamingHttpResponse(
            file.pieces(), content_type=MEDIA_TYPES[Transfer.Kind(transfer.kind)], headers=headers
        )
