"""`/projects/<slug>/import/document360/`: the import from the API of Document360."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from versioning.exceptions import NotAllowed
from versioning.services.transfer.start_document360_import import API_URL, Connection, start_document360_import
from versioning.web.forms import FormMixin, ServiceForm
from versioning.web.transfer.base import TransferView


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
