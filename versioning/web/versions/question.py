"""The question before a change of what readers see of a version."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Version
from versioning.services.lookups import find_version
from versioning.services.versions.preconditions import Preconditions
from versioning.web.library.base import DocumentView
from versioning.web.versions.publishing import shown_as


class SeenForm(forms.Form):
    """`current` is the version that the person saw as current, empty if none was."""

    current = forms.UUIDField(required=False)

    def clean(self) -> None:
        # Empty means that no version was current. Missing means that the sender saw nothing.
        if "current" not in self.data:
            raise forms.ValidationError("The current version is missing.")


class VersionQuestion(DocumentView):
    """Ask, showing what readers would see, then change it if the person saw the present state."""

    template: str

    def get(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        return self.ask(self.find_version())

    def post(self, request: HttpRequest, identifier: str, number: int) -> HttpResponse:
        version, form = self.find_version(), SeenForm(request.POST)
        if not form.is_valid():
            return self.ask(version, status=422, fault="Review the changes, then try again.")
        return self.change(version, expected=Preconditions(current_id=form.cleaned_data["current"]))

    def find_version(self) -> Version:
        """Return the version of the address as it is now. Raises NotFound, NotAllowed."""
        return find_version(document=self.find(self.kwargs["identifier"]), reference=str(self.kwargs["number"]))

    def ask(self, version: Version, *, status: int = 200, fault: str = "") -> HttpResponse:
        """Return the page. `fault` says why nothing was changed."""
        document = version.document
        return self.page(
            self.template,
            status=status,
            fault=fault,
            document=document,
            version=version,
            display=shown_as(self.request).value,
            back=reverse("desk:version", args=(document.identifier, version.number)),
            **self.shown(version),
        )

    def shown(self, version: Version) -> dict[str, Any]:
        """Return what the template shows besides: the difference, and who may do it."""
        raise NotImplementedError

    def change(self, version: Version, *, expected: Preconditions) -> HttpResponse:
        raise NotImplementedError
