"""`/projects/<slug>/import/`: the upload of a file to import."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Transfer
from versioning.services.transfer.import_git import DEFAULT_PATHS, DEFAULT_REF, ImportOptions
from versioning.services.transfer.import_zip import Conversion
from versioning.services.transfer.start_import import start_import
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.transfer.base import TransferView

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
