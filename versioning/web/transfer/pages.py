"""`/projects/<slug>/import/` and `…/export/`: import and export of documents, and their progress."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from versioning.exceptions import InvalidValue, JobEnded, NotAllowed, NotFound
from versioning.models import Project, Transfer
from versioning.policies import Action, Decision, decide
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.lookups import find_project, find_within
from versioning.services.transfer.export_zip import export_zip
from versioning.services.transfer.import_git import DEFAULT_PATHS, DEFAULT_REF, ImportOptions
from versioning.services.transfer.import_zip import Conversion
from versioning.services.transfer.read_transfer_file import MEDIA_TYPES, read_transfer_file
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.start_document360_import import API_URL, Connection, start_document360_import
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import
from versioning.web.desk import DeskView, SeeOther
from versioning.web.forms import FormMixin, ServiceForm

# Transfers in the list of recent ones.
SHOWN = 10
# The size of a form without its file, at most.
FORM_BYTES = 100_000
MOST_AUTHORS_LENGTH = 20_000


class ImportForm(ServiceForm):
    """The file to import, and the options of a git bundle."""

    named = {"source": "file", "files": "attachments", "names": "name_encoding"}  # noqa: RUF012

    file = forms.FileField(
        label="Zip file, Word document, git bundle, or project file",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.bundle,.gz,.docx"}),
    )
    product = forms.ChoiceField(
        label="Kind of file",
        required=False,
        choices=[
            ("", "Recognize it"),
            *((kind.value, kind.label[:1].upper() + kind.label[1:]) for kind in Transfer.Product),
        ],
    )
    content_type = forms.ChoiceField(
        label="HTML becomes",
        required=False,
        choices=[("markdown", "Markdown"), ("wysiwyg", "Rich text")],
        help_text="For pages of Document360, Confluence and Notion, and for Word documents.",
    )
    layout = forms.ChoiceField(
        label="Layout",
        required=False,
        choices=Transfer.Layout.choices,
        help_text="Documents get the order, titles and categories of this tool. “Plain folders” takes every text.",
    )
    name_encoding = forms.CharField(
        label="Encoding of file names",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text="Only for a zip whose file names the preview shows wrongly. For example cp866, gbk, or shift_jis.",
    )
    ref = forms.CharField(label="Branch or tag", required=False, max_length=255, initial=DEFAULT_REF)
    paths = forms.CharField(
        label="Files",
        required=False,
        initial="\n".join(DEFAULT_PATHS),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="Git path patterns, one per line.",
    )
    attachments = forms.CharField(
        label="Pictures and attachments",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="What the texts refer to is taken along. To take along more, enter path patterns such as docs/**, "
        "one per line.",
    )
    authors = forms.CharField(
        label="Authors who are members",
        required=False,
        max_length=MOST_AUTHORS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="One per line: ana@example.org = ana. For a project file, the username in the file: ana = ana.silva. "
        "This member then counts as the author. All other authors are shown by name.",
    )

    def clean_authors(self) -> dict[str, str]:
        """Return the user names by the email addresses."""
        authors: dict[str, str] = {}
        for line in filter(str.strip, self.cleaned_data["authors"].splitlines()):
            email, equals, username = (part.strip() for part in line.rpartition("="))
            if not (email and equals and username):
                raise forms.ValidationError(f"Write an author, an equals sign and a username: {line.strip()}")
            if email in authors:
                raise forms.ValidationError(f"The author {email} is named twice.")
            authors[email] = username
        return authors


class TransferView(DeskView):
    """A page of a project's transfers. `may` is whether the person may import documents and export the history."""

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @cached_property
    def may(self) -> Decision:
        return decide(actor=self.actor, action=Action.IMPORT, project_id=self.project.pk)

    @property
    def default_back(self) -> str:
        return reverse("desk:export", args=(self.kwargs["slug"],))

    def project_page(self, template: str, *, tab: str, status: int = 200, **context: Any) -> HttpResponse:
        """Return the page, with the recent transfers and the one that is running. `tab` is import or export."""
        rows = Transfer.objects.latest_of(self.project.pk)[:SHOWN] if self.may.allowed else []
        transfers = list(rows)
        running = next((each for each in transfers if each.is_unfinished), None)
        shared = {"project": self.project, "may": self.may, "tab": tab, "transfers": transfers, "running": running}
        return self.page(template, status=status, **shared, **context)

    def progress(self, transfer: Transfer) -> HttpResponse:
        """Redirect to the progress of the transfer."""
        return SeeOther(reverse("desk:transfer", args=(self.project.slug, transfer.pk)))


# The middleware reads the whole body to find the CSRF token. `_post` checks it after the size was checked.
@method_decorator(csrf_exempt, name="dispatch")
class ImportPage(FormMixin, TransferView):
    """The upload of a zip file or a git bundle."""

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if not self.may.allowed:
            raise NotAllowed(self.may.reason)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_IMPORT_BYTES + FORM_BYTES:
            # The body is not read, so the form has no values to show again.
            form = ImportForm({}, {})
            form.fields["file"].required = False
            form.refuse(InvalidValue(f"The file is larger than {settings.MAX_IMPORT_BYTES:,} bytes.", field="file"))
            return self.show(form, status=413)
        return self._post(request)

    def ask_to_sign_in(self) -> HttpResponseBase:
        """Redirect to sign-in."""
        # DeskView would read the POST to find `next`. The body of an unknown sender can have any size.
        return redirect_to_login(self.request.get_full_path())

    @method_decorator(csrf_protect)
    def _post(self, request: HttpRequest) -> HttpResponse:
        return super().post(request)

    def make_form(self, data: Any = None) -> ServiceForm:
        return ImportForm(data, None if data is None else self.request.FILES)

    def send(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        transfer = start_import(
            actor=self.actor,
            project=self.project,
            file_name=values["file"].name,
            pieces=values["file"].chunks(),
            options=ImportOptions(
                ref=values["ref"] or DEFAULT_REF,
                paths=values["paths"].split() or DEFAULT_PATHS,
                files=values["attachments"].split(),
                authors=values["authors"],
                layout=values["layout"],
                names=values["name_encoding"],
            ),
            conversion=Conversion(values["product"], content_type=values["content_type"] or "markdown"),
            is_rehearsal="preview" in self.request.POST,
        )
        return self.progress(transfer)

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        limit = settings.MAX_IMPORT_BYTES
        return self.project_page("desk/transfer/import.html", tab="import", status=status, form=form, limit=limit)


class Document360Form(ServiceForm):
    """Where the project of Document360 is."""

    source_project = forms.CharField(
        label="Project ID",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The ID of the project in Document360.",
    )
    token = forms.CharField(
        label="Token",
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="From Document360: Settings, API tokens. It is kept encrypted until the import is done.",
    )
    url = forms.URLField(
        label="Address of the API", assume_scheme="https", max_length=2000, initial=API_URL, widget=forms.TextInput
    )
    content_type = forms.ChoiceField(
        label="Rich text", choices=[("wysiwyg", "Stays rich text"), ("markdown", "Becomes Markdown")]
    )


class Document360Page(FormMixin, TransferView):
    """The import from the API of Document360."""

    form_class = Document360Form

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        if not self.may.allowed:
            raise NotAllowed(self.may.reason)
        return super().post(request)

    def send(self, form: Any) -> HttpResponse:
        values = form.cleaned_data
        connection = Connection(
            values["url"], values["source_project"], values["token"], content_type=values["content_type"]
        )
        transfer = start_document360_import(
            actor=self.actor, project=self.project, connection=connection, is_rehearsal="preview" in self.request.POST
        )
        return self.progress(transfer)

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        return self.project_page("desk/transfer/document360.html", tab="import", status=status, form=form)


class ExportPage(TransferView):
    """The two ways to export a project."""

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
