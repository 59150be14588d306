"""`/projects/<slug>/files/<id>/replace`: replace a file everywhere, with what would happen before it does."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.exceptions import NotFound, VersioningError
from versioning.models import File
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action
from versioning.services.documents.plan_replacement import plan_replacement
from versioning.services.documents.replace_file import replace_file
from versioning.services.files.upload_file import upload_file
from versioning.web.desk import SeeOther
from versioning.web.files.pages import FilesView
from versioning.web.forms import PlainForm
from versioning.web.toasts import toast

# Files to choose from. A search finds the others.
OFFERED = 24


class ChoiceForm(PlainForm):
    """The query string of the page. `by` is the file that was chosen."""

    q = forms.CharField(max_length=200, required=False, label="Name or description")
    by = forms.UUIDField(required=False, widget=forms.HiddenInput)


class NewFileForm(PlainForm):
    file = forms.FileField(label="Upload a new file", max_length=255)


class ReplaceFilePage(FilesView):
    """Choose the other file, then confirm. A POST with `file` uploads it, and one with `by` opens the drafts."""

    def get(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        return self._show(self.find(pk))

    def post(self, request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
        file = self.find(pk)
        return self._upload(file) if request.FILES or "by" not in request.POST else self._replace(file)

    def _upload(self, file: File) -> HttpResponse:
        form = NewFileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self._show(file, upload=form, status=422)
        sent = form.cleaned_data["file"]
        try:
            new = upload_file(
                actor=self.actor, project=self.project, name=sent.name, pieces=sent.chunks(), alt_text=file.alt_text
            ).file
        except VersioningError as refusal:
            form.add_error("file", refusal.message)
            return self._show(file, upload=form, status=422)
        return SeeOther(f"{self.request.path}?by={new.pk}")

    def _replace(self, file: File) -> HttpResponse:
        form = ChoiceForm(self.request.POST)
        chosen = self._chosen(form)
        if chosen is None:
            return self._show(file, status=422)
        done = replace_file(actor=self.actor, file=file, by=chosen)
        if done.job is not None:
            toast(self.request, "The drafts are being created in the background. See Drafts.")
            return SeeOther(reverse("desk:drafts"))
        return self.page("desk/files/replaced.html", project=self.project, file=file, by=chosen, done=done)

    def _chosen(self, form: ChoiceForm) -> File | None:
        """Return the chosen file of this project, or None."""
        if not form.is_valid() or not form.cleaned_data["by"]:
            return None
        return get_or_none(File.objects.present().filter(project=self.project, pk=form.cleaned_data["by"]))

    def _show(self, file: File, *, upload: NewFileForm | None = None, status: int = 200) -> HttpResponse:
        form = ChoiceForm(self.request.GET)
        chosen = self._chosen(form)
        if form.is_valid() and form.cleaned_data["by"] and chosen is None:
            raise NotFound
        context: dict[str, Any] = {"project": self.project, "file": file, "may": self.may(Action.SAVE)}
        if chosen is not None and chosen.pk != file.pk:
            return self.page(
                "desk/files/replace.html", status=status, **context, by=chosen, plan=plan_replacement(file)
            )
        words = form.cleaned_data.get("q", "")
        others = File.objects.filter(project=self.project).present().exclude(pk=file.pk).named_like(words)
        return self.page(
            "desk/files/choose.html",
            status=status if form.is_valid() else 422,
            **context,
            form=form,
            upload=upload or NewFileForm(),
            files=list(others.order_by("-pk")[:OFFERED]),
        )
