"""`/projects/<slug>/export/`: the exports of a project."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from versioning.models import Transfer
from versioning.services.transfer.export_zip import export_zip
from versioning.services.transfer.start_export import start_export
from versioning.web.transfer.base import TransferView


class ExportPage(TransferView):
    """The ways to export a project."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.project_page("desk/transfer/export.html", tab="export")


class ExportZipView(TransferView):
    """The zip file of the current versions."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        # Streamed while it is read from the database, so that it needs no memory for the whole file.
        pieces = export_zip(actor=self.actor, project=self.project)
        headers = {"Content-Disposition": f'attachment; filename="{self.project.slug}.zip"'}
        return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


class ExportBundleView(TransferView):
    """Start the export of the history."""

    kind = Transfer.Kind.BUNDLE_OUT

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.progress(start_export(actor=self.actor, project=self.project, kind=self.kind))


class ExportProjectView(ExportBundleView):
    """Start the export of everything."""

    kind = Transfer.Kind.PROJECT_OUT
